#!/bin/sh
# make-image.sh WORK: WORK/images/images-1.img, from WORK/tree.tar and WORK/payload. Runs as root or under fakeroot: nothing is mounted.
set -eu
work=$1
mkdir -p "$work/tree" "$work/images"
tar -C "$work/tree" --numeric-owner -xf "$work/tree.tar"
cp -RP "$work/payload/." "$work/tree/"
chown -R 0:0 "$work/tree/root/.ssh" "$work/tree/etc/ssh"
chmod 0700 "$work/tree/root/.ssh"
chmod 0600 "$work/tree/etc/ssh/ssh_host_ed25519_key"
# no journal: a machine that dies is reset, never repaired
mke2fs -q -t ext4 -O ^has_journal -E lazy_itable_init=0,root_owner=0:0 -L images-1 -d "$work/tree" "$work/images/images-1.img" 3G
rm -rf "$work/tree"
