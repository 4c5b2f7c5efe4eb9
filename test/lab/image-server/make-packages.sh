#!/bin/sh
# make-packages.sh ROOT REPOSITORY RECIPE: adds to REPOSITORY, a folder in the tree ROOT, the lab's own packages, and its index.
# lab-kernel is Debian's kernel with the few modules that a client needs, neither compressed nor configured;
# lab-base makes busybox a user land; lab-web is what the images differ by: three versions, the last is never healthy.
set -eu
root=$1 repository=$2 recipe=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

release=$(ls "$root/lib/modules")
kernel=$work/kernel
mkdir -p "$kernel/boot" "$kernel/DEBIAN"
cp "$root/boot/vmlinuz-$release" "$kernel/boot/"
for module in virtio_pci virtio_net virtio_blk e1000 xen-netfront xen-blkfront nfsv4 squashfs overlay loop ext4; do
  chroot "$root" modprobe --set-version "$release" --show-depends "$module"
done | sed -n 's/^insmod \([^ ]*\).*/\1/p' | sort -u | while read -r file; do
  mkdir -p "$kernel${file%/*}"
  cp "$root$file" "$kernel$file"
done
cp "$root/lib/modules/$release/modules.order" "$root/lib/modules/$release/modules.builtin" \
  "$root/lib/modules/$release/modules.builtin.modinfo" "$kernel/lib/modules/$release/"
# the index of modules is made by depmod of the tree
cp -a "$kernel/lib/modules" "$root/tmp/lab-modules"
mkdir -p "$root/tmp/lab-depmod/lib"
mv "$root/tmp/lab-modules" "$root/tmp/lab-depmod/lib/modules"
chroot "$root" depmod --basedir /tmp/lab-depmod "$release"
cp "$root/tmp/lab-depmod/lib/modules/$release"/modules.* "$kernel/lib/modules/$release/"
rm -rf "$root/tmp/lab-depmod"

# pack FOLDER NAME VERSION DESCRIPTION: a package without dependencies
pack() {
  mkdir -p "$1/DEBIAN"
  printf 'Package: %s\nVersion: %s\nArchitecture: amd64\nMaintainer: the lab <lab@invalid>\nDescription: %s\n' \
    "$2" "$3" "$4" >"$1/DEBIAN/control"
  chmod -R u=rwX,go=rX "$1"
  chroot "$root" true
  dpkg-deb --root-owner-group -Znone --build "$1" "$repository/$2_$3_amd64.deb" >/dev/null
}
pack "$kernel" lab-kernel "${release%-amd64}" "Debian's kernel for the clients of the lab"
base=$work/base
cp -RP "$recipe/base" "$base"
mkdir -p "$base/bin" "$base/sbin" "$base/tmp" "$base/root" "$base/dev" "$base/proc" "$base/sys" "$base/run"
for applet in $(chroot "$root" busybox --list); do
  [ "$applet" = busybox ] || ln -s busybox "$base/bin/$applet"
done
for name in init reboot poweroff; do ln -s /bin/busybox "$base/sbin/$name"; done
pack "$base" lab-base 1 "busybox as all of a user land"
for version in 1 2 3; do
  tree=$work/web-$version
  cp -RP "$recipe/web/$version" "$tree"
  pack "$tree" lab-web "$version" "what a client of the lab serves"
done

cd "$repository"
for deb in ./*.deb; do
  dpkg-deb --field "$deb" | sed '/^$/d'
  printf 'Filename: %s\nSize: %s\nSHA256: %s\n\n' "$deb" "$(stat -c %s "$deb")" "$(sha256sum "$deb" | cut -d' ' -f1)"
done >"$work/Packages"
mv "$work/Packages" Packages
chmod 644 Packages ./*.deb
