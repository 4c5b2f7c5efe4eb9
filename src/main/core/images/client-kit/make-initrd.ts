import type { RemoteScript } from '../../shell/command-line.ts';

/**
 * Makes the initrd of an image; all paths absolute. "$1": folder with `init` and `stateless-dhcp`, "$2": the image's
 * tree, "$3": kernel version, "$4": where the initrd goes, "$5": an empty folder to work in. The
 * tree has to have a static busybox (Debian: busybox-static) and the modules of its kernel; of those
 * it takes the ones for network cards, drives and file systems, with all that they depend on.
 */
export const makeInitrdScript: RemoteScript = {
  name: 'stateroom-make-initrd',
  text: `
LC_ALL=C
export LC_ALL
kit=$1 tree=$2 version=$3 to=$4 work=$5
problem() { echo "$*" >&2; exit 1; }
busybox=
for each in "$tree/bin/busybox" "$tree/usr/bin/busybox" "$tree/sbin/busybox"; do
  # A dynamic program names its loader near its beginning.
  if [ -f "$each" ] && ! head -c 4096 "$each" | grep -q '/ld-'; then busybox=$each; break; fi
done
if [ -z "$busybox" ]; then problem 'The image has no static busybox: add busybox-static to its packages.'; fi
modules=
for each in "$tree/lib/modules/$version" "$tree/usr/lib/modules/$version"; do
  if [ -d "$each/kernel" ]; then modules=$each; break; fi
done
if [ -z "$modules" ]; then problem "The image has no modules of its kernel $version."; fi
if [ ! -s "$modules/modules.dep" ]; then
  if command -v depmod >/dev/null; then depmod -b "$tree" "$version"
  else "$busybox" depmod -b "$tree" "$version"
  fi || problem "depmod failed on the modules of $version."
fi
inside=$work/lib/modules/$version
mkdir -p "$work/bin" "$inside" || exit 1
cp "$busybox" "$work/bin/busybox" && cp "$kit/init" "$work/init" && cp "$kit/stateless-dhcp" "$work/bin/stateless-dhcp" || exit 1
chmod 755 "$work/bin/busybox" "$work/init" "$work/bin/stateless-dhcp"
wanted='/(virtio[a-z_]*|xen-netfront|xen-blkfront|e1000e?|8139cp|8139too|pcnet32|vmxnet3|ena|loop|squashfs|overlay|ext4|xfs|nfsv4|nfs|sd_mod|ahci|nvme|igb|igc|ixgbe|i40e|ice|r8169|realtek|tg3|bnxt_en|bnx2x?|crc32c_generic|crc32c-intel|libcrc32c)[.]ko'
grep -E "^[^:]*$wanted" "$modules/modules.dep" | tr -d : | tr ' ' '\\n' | sort -u >"$work/wanted"
while IFS= read -r each; do
  if [ ! -f "$modules/$each" ]; then continue; fi
  mkdir -p "$inside/\${each%/*}" || exit 1
  case $each in
    *.xz) "$busybox" unxz -c "$modules/$each" >"$inside/\${each%.xz}" ;;
    *.gz) "$busybox" gunzip -c "$modules/$each" >"$inside/\${each%.gz}" ;;
    *.zst) zstd -qdc "$modules/$each" >"$inside/\${each%.zst}" ;;
    *) cp "$modules/$each" "$inside/$each" ;;
  esac || exit 1
done <"$work/wanted"
rm "$work/wanted"
for each in modules.order modules.builtin modules.builtin.modinfo; do
  if [ -f "$modules/$each" ]; then cp "$modules/$each" "$inside/" || exit 1; fi
done
if command -v depmod >/dev/null; then depmod -b "$work" "$version"
else "$busybox" depmod -b "$work" "$version"
fi || exit 1
(
  cd "$work" || exit 1
  # The same from the same files: so that versions share it, and a patch of it is small.
  "$busybox" find . -exec "$busybox" touch -h -d @0 {} +
  same='--renumber-inodes --ignore-devno'
  if ! echo init | "$busybox" cpio -o -H newc $same >/dev/null 2>&1; then same=; fi
  find . | sort | "$busybox" cpio -o -H newc -R 0:0 $same 2>/dev/null
) | gzip -6n >"$to" || exit 1
# A pipe tells only of its end: what cannot be read back is no initrd.
gzip -dc "$to" | "$busybox" cpio -t 2>/dev/null | grep -qx init || problem 'The initrd could not be written.'
`,
};
