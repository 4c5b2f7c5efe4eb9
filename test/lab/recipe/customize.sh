#!/bin/sh
# Runs outside the new root ($1) at the end of its installation.
# The files of dom0/ are there already: mmdebstrap put them in before the packages, so that the initrd is built by them.
set -eu
root=$1

chown -R root:root "$root/etc/sudoers.d" "$root/etc/ssh" "$root/etc/systemd" "$root/etc/xen"
chmod 0440 "$root/etc/sudoers.d/admin"
chmod 0755 "$root/etc/sudoers.d"

chroot "$root" useradd --create-home --shell /bin/bash admin
mkdir -p "$root/var/log/xen/console" "$root/var/lib/xen/images" "$root/var/lib/xen/boot"

# Host keys come from the lab's cache, so that tests know them.
rm -f "$root"/etc/ssh/ssh_host_*

chroot "$root" systemctl enable systemd-networkd.service
# What slows the boot, needs a network that isn't there, or would start and stop guests behind a test's back (xendomains).
for unit in xendomains.service systemd-resolved.service systemd-networkd-wait-online.service systemd-timesyncd.service \
    networking.service ifupdown-pre.service apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer \
    e2scrub_reap.service fstrim.timer getty@tty1.service serial-getty@hvc0.service systemd-logind.service \
    systemd-pstore.service lvm2-monitor.service lvm2-lvmpolld.socket systemd-network-generator.service \
    systemd-random-seed.service systemd-update-utmp.service systemd-machine-id-commit.service \
    systemd-journal-flush.service systemd-binfmt.service sys-kernel-debug.mount sys-kernel-tracing.mount; do
  ln -sf /dev/null "$root/etc/systemd/system/$unit"
done
