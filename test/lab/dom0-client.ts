import { agentText } from '../../src/main/core/images/client-kit/agent.ts';
import { quoteWord } from '../../src/main/core/shell/command-line.ts';
import type { Lab } from './lab-api.ts';
import { must, root } from './stateless-site.ts';

const serverAddress = '10.77.0.9';

/**
 * Run by a dom0 of the lab at each boot. Its root is its own disk, so that what the client kit does in the initrd is done here: the
 * server's folders, the image and the drive are mounted where the agent looks for them. Before its first boot of an image the kernel
 * was told of nothing: it is the client all the same, and runs no image.
 */
const runText = (client: string) => `#!/bin/sh
set -e
run=/run/stateless
proc=/proc
if ! grep -q stateless.client= /proc/cmdline; then
  proc=/run/stateless-before
  mkdir -p $proc/sys/kernel/random
  ln -sf /proc/mounts $proc/mounts
  cp /proc/sys/kernel/random/boot_id $proc/sys/kernel/random/boot_id
  echo 'stateless.server=${serverAddress} stateless.root=${root} stateless.role=dom0 stateless.client=${client} stateless.state=nfs:state/${client}' >$proc/cmdline
fi
STATELESS_PROC=$proc
export STATELESS_PROC
argument() { tr ' ' '\n' <$proc/cmdline | sed -n "s/^$1=//p" | tail -n 1; }
for each in loop squashfs nfsv4; do modprobe $each; done
mkdir -p $run/server $run/reports $run/state $run/image
nfs() {
  until busybox mount -t nfs4 -o "$3,vers=4.2,addr=${serverAddress},clientaddr=$(hostname -I | tr ' ' '\n' | grep '^10[.]77[.]')" "${serverAddress}:$1" "$2"
  do sleep 2; done
}
nfs ${root} $run/server ro,acregmin=1,acregmax=5,acdirmin=1,acdirmax=5
nfs ${root}/reports $run/reports rw,nosharecache
nfs "${root}/$(argument stateless.state | sed 's/^nfs://')" $run/state rw,nosharecache
digest=$(argument stateless.digest)
if [ -n "$digest" ]; then
  busybox mount -t squashfs -o loop,ro "$run/server/images/dom0/$digest/rootfs.squashfs" $run/image
fi
exec /bin/sh /usr/local/lib/stateless/agent
`;

const unit = `[Unit]
Description=Client of an image server
After=network-online.target xencommons.service ssh.service
[Service]
ExecStart=/bin/sh /usr/local/lib/stateless/run
Restart=on-failure
[Install]
WantedBy=multi-user.target
`;

/** Makes a dom0 of the lab a client that is switched by what it boots, and reports as any other. */
export async function makeDom0Client(lab: Lab, host: string): Promise<void> {
  const folder = '/usr/local/lib/stateless';
  const files: [path: string, text: string][] = [
    [`${folder}/agent`, agentText],
    [`${folder}/run`, runText(host)],
    ['/etc/systemd/system/stateless.service', unit],
  ];
  await must(lab, host, `mkdir -p ${folder}`);
  for (const [path, text] of files) await must(lab, host, `cat >${quoteWord(path)}`, text);
  await must(lab, host, 'systemctl daemon-reload && systemctl enable --now stateless.service');
}
