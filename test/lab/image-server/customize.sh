#!/bin/sh
# Runs outside the new root ($1) at the end of its installation; $2 is the folder of this file.
set -eu
root=$1 here=$2

chown -R root:root "$root/etc/ssh" "$root/etc/systemd" "$root/etc/nginx" "$root/etc/dnsmasq.d"
# Host keys come from the lab's cache, so that tests know them.
rm -f "$root"/etc/ssh/ssh_host_*

chroot "$root" systemctl enable systemd-networkd.service nfs-server.service nginx.service dnsmasq.service
# What slows the boot, or needs a network that isn't there.
for unit in systemd-resolved.service systemd-networkd-wait-online.service systemd-timesyncd.service rpcbind.service \
    rpcbind.socket rpc-statd.service rpc-statd-notify.service nfs-blkmap.service \
    networking.service ifupdown-pre.service apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer \
    e2scrub_reap.service fstrim.timer getty@tty1.service systemd-logind.service systemd-pstore.service \
    systemd-network-generator.service systemd-random-seed.service systemd-update-utmp.service \
    systemd-machine-id-commit.service systemd-journal-flush.service systemd-binfmt.service; do
  ln -sf /dev/null "$root/etc/systemd/system/$unit"
done

# The packages that images are made of here: what is built under emulation must need no network, and little time.
repository=$root/srv/packages
mkdir -p "$repository"
(cd "$repository" && chroot "$root" sh -c 'cd /srv/packages && apt-get -q download busybox-static')
sh "$here/make-packages.sh" "$root" "$repository" "$here"
# apt as built has nothing to fetch from but these.
rm -rf "$root"/etc/apt/sources.list "$root"/etc/apt/sources.list.d/*
