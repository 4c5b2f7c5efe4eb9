/**
 * Builds an image, in a session of its own: whoever asked for it may hang up. It runs in
 * builds/ROLE, where `start-build` has laid what it needs, and says there how it went: `log`, `pid`
 * and, last, `result`: `done DIGEST new|same`, `failed STEP WORDS` or `cancelled`. What it makes lies
 * in tmp/, under its pid, and is gone with it. "$1": root, "$2": role, "$3": variant, "$4": suite,
 * "$5": compression, "$6": the program that imports, "$7": the one that makes an initrd, "$8": who
 * and "$9": from what, both as JSON.
 */
export const buildImageText = `
PATH=$PATH:/usr/sbin:/sbin:/usr/local/sbin
LC_ALL=C
export PATH LC_ALL
umask 022
cd "$1" || exit 1
role=$2 variant=$3 suite=$4 compression=$5 import=$6 initrd=$7 by=$8 origin=$9
folder=$PWD/builds/$role
work=$PWD/tmp/build-$role.$$
STATEROOM_RECIPE=$PWD/recipes/$role
export STATEROOM_RECIPE
read -r boot </proc/sys/kernel/random/boot_id
ended() {
  trap '' TERM INT HUP
  # A folder that something is still mounted in is not removed through the mount.
  awk -v below="$work/" 'index($2, below) == 1 { print $2 }' /proc/mounts | sort -r |
    while IFS= read -r at; do umount "$at" || umount -l "$at"; done
  if ! grep -qF " $work/" /proc/mounts; then rm -rf "$work"; fi
  echo "$*" >"$folder/result.new" && mv "$folder/result.new" "$folder/result"
  exit 0
}
trap 'ended cancelled' TERM INT HUP
failed() {
  free=$(df -Pk . | awk 'NR == 2 { print $4 }')
  if [ "$free" -lt 4096 ] 2>/dev/null; then ended "failed full $free KiB are free"; fi
  ended "failed $*"
}
echo "$$ $boot" >"$folder/pid.new" && mv "$folder/pid.new" "$folder/pid" || exit 1
step() { echo "stateroom: $*"; }

mkdir "$work" "$work/initrd" || failed work
step packages
set -- --mode=root --format=directory "--variant=$variant" '--aptopt=APT::Install-Recommends "false"'
packages=$(tr '\\n' ',' <"$folder/packages"); packages=\${packages%,}
if [ -n "$packages" ]; then set -- "$@" "--include=$packages"; fi
while IFS= read -r path; do set -- "$@" "--dpkgopt=path-exclude=$path"; done <"$folder/leave-out"
# Of what is only unpacked, mmdebstrap runs no later hook.
hook=customize
if [ "$variant" = extract ]; then hook=extract; fi
if [ -d "$STATEROOM_RECIPE/files" ]; then
  set -- "$@" "--$hook-hook="'cp -RP "$STATEROOM_RECIPE/files/." "$1/"'
fi
if [ -f "$STATEROOM_RECIPE/customize" ]; then
  set -- "$@" "--$hook-hook="'sh "$STATEROOM_RECIPE/customize" "$1"'
fi
mmdebstrap "$@" "$suite" "$work/tree" - <"$folder/sources.list" || failed "mmdebstrap $?"

step client kit
tree=$work/tree
mkdir -p "$tree/etc/systemd/system/multi-user.target.wants" "$tree/etc/statetab.d" || failed kit
cp -RP "$folder/kit/." "$tree/" || failed kit
for unit in stateless-agent stateless-ssh-keys; do
  ln -sf "../$unit.service" "$tree/etc/systemd/system/multi-user.target.wants/$unit.service" || failed kit
done
if [ -e "$tree/lib/systemd/system/systemd-networkd.service" ]; then
  ln -sf /lib/systemd/system/systemd-networkd.service "$tree/etc/systemd/system/multi-user.target.wants/" || failed kit
fi
rm -f "$tree"/etc/ssh/ssh_host_*
cp "$folder/state" "$tree/etc/statetab.d/recipe" || failed kit

step initrd
kernel=$(cd "$tree/boot" 2>/dev/null && ls -d vmlinuz-* 2>/dev/null | sort -V | tail -n 1)
if [ -z "$kernel" ]; then
  echo 'E: The image has no kernel: add one to its packages, e.g. linux-image-amd64.'
  failed kernel
fi
cp "$tree/boot/$kernel" "$work/vmlinuz" || failed initrd
/bin/sh -c "$initrd" stateroom-make-initrd "$folder/initrd" "$tree" "\${kernel#vmlinuz-}" "$work/initrd.img" "$work/initrd" ||
  failed initrd

step squashfs
mksquashfs "$tree" "$work/rootfs.squashfs" -noappend -no-progress -comp "$compression" -wildcards -e 'boot/*' ||
  failed "mksquashfs $?"
rm -rf "$tree" "$work/initrd"

step import
# Into a file: a pipe would be waited for until everybody that it started has let go of it.
/bin/sh -c "$import" stateroom-import-image "$PWD" "$role" - \\
  "$work/initrd.img" "$work/rootfs.squashfs" "$work/vmlinuz" "$by" "$origin" >"$work/imported"
said=$(grep -v '^at ' "$work/imported")
echo "$said"
case $said in
  *'
done')
    made=$(printf '%s\\n' "$said" | sed -n 's/^digest //p')
    ended "done $made" ;;
  *'problem full') ended 'failed full at the import' ;;
  *) failed "import $(printf '%s\\n' "$said" | tail -n 1)" ;;
esac
`;
