import { agentText } from './agent.ts';
import { sshKeysText, sshKeysUnit } from './ssh-keys.ts';

/** A file of the kit, as it lies in an image. */
export interface KitFile {
  /** Below the image's root. */
  path: string;
  mode: '0644' | '0755';
  text: string;
}

const unitText = `[Unit]
Description=Reports this client to its image server and follows its orders
ConditionKernelCommandLine=stateless.client

[Service]
ExecStart=/usr/lib/stateless/agent
Restart=always
RestartSec=5

[Install]
WantedBy=multi-user.target
`;

/**
 * The root comes over this card: its address stays when networkd ends, and it asks for the same
 * one as the initrd did, which names itself by its MAC.
 */
const networkText = `[Match]
Type=ether
Kind=!*

[Network]
DHCP=ipv4
KeepConfiguration=yes

[DHCPv4]
ClientIdentifier=mac
UseHostname=no
SendRelease=no
`;

/**
 * What the client kit lays into every image: the agent, host keys that are the client's own, and the
 * network that keeps the root.
 */
export const kitFiles: readonly KitFile[] = [
  { path: 'usr/lib/stateless/agent', mode: '0755', text: agentText },
  { path: 'etc/systemd/system/stateless-agent.service', mode: '0644', text: unitText },
  { path: 'usr/lib/stateless/ssh-host-keys', mode: '0755', text: sshKeysText },
  { path: 'etc/systemd/system/stateless-ssh-keys.service', mode: '0644', text: sshKeysUnit },
  { path: 'etc/systemd/network/10-stateless.network', mode: '0644', text: networkText },
];
