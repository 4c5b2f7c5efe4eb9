#!/bin/sh
# make-images.sh RECIPE WORK HOST…: one root file system image per host, from WORK/tree.tar and the files of RECIPE and WORK/payload.
# Runs as root or under fakeroot: nothing is mounted.
set -eu
recipe=$1 work=$2
shift 2
mkdir -p "$work/tree" "$work/images"
tar -C "$work/tree" --numeric-owner -xf "$work/tree.tar"
for host in "$@"; do
  root=$work/root-$host
  # hard links: three trees for the price of one; --remove-destination keeps a host's file from reaching the others
  cp -al "$work/tree" "$root"
  for files in "$work/payload/common" "$recipe/hosts/$host" "$work/payload/$host"; do
    cp -RP --remove-destination "$files/." "$root/"
  done
  cp -RP "$root/root/.ssh" "$root/home/admin/"
  chown -R 0:0 "$root/root/.ssh" "$root/etc/ssh" "$root/etc/xen"
  chown -R "$(awk -F: '$1 == "admin" { print $3 ":" $4 }' "$root/etc/passwd")" "$root/home/admin"
  chmod 0700 "$root/root/.ssh" "$root/home/admin/.ssh"
  chmod 0600 "$root/etc/ssh/ssh_host_ed25519_key"
  # no journal: a host that dies is reset, never repaired
  mke2fs -q -t ext4 -O ^has_journal -E lazy_itable_init=0,root_owner=0:0 -L "$host" -d "$root" "$work/images/$host.img" 2G
  rm -rf "$root"
done
rm -rf "$work/tree"
