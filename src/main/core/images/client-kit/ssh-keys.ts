/**
 * The SSH host keys of a client are its own: made at its first boot, and kept on its drive. In an
 * image they would be the same for all. Without a drive they are for this boot only.
 */
export const sshKeysText = `#!/bin/sh
kept=/run/stateless/state/.stateless/ssh
if [ ! -d /run/stateless/state/.stateless ]; then exec ssh-keygen -A; fi
umask 077
mkdir -p "$kept"
if ls "$kept"/ssh_host_*_key >/dev/null 2>&1; then cp "$kept"/ssh_host_*_key* /etc/ssh/
else
  ssh-keygen -A || exit 1
  cp /etc/ssh/ssh_host_*_key* "$kept"/
  sync
fi
chmod 644 /etc/ssh/ssh_host_*_key.pub
`;

export const sshKeysUnit = `[Unit]
Description=SSH host keys from the drive of this client
ConditionKernelCommandLine=stateless.client
ConditionPathExists=/usr/bin/ssh-keygen
Before=ssh.service sshd.service

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/lib/stateless/ssh-host-keys

[Install]
WantedBy=multi-user.target
`;
