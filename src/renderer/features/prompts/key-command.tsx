import type { HostKey } from '../../../shared/model/connection.ts';
import { CopyButton } from '../../ui/copy-button.tsx';

/** The file of an OpenSSH server that holds the public key of this type. */
function keyFile(type: string): string {
  const kind = type.includes('ed25519') ? 'ed25519' : type.includes('ecdsa') ? 'ecdsa' : 'rsa';
  return `/etc/ssh/ssh_host_${kind}_key.pub`;
}

/** How to learn the fingerprint from the host itself. */
export function KeyCommand({ hostKey }: { hostKey: HostKey }) {
  const command = `ssh-keygen -lf ${keyFile(hostKey.type)}`;
  return (
    <div className="key-command">
      <code>{command}</code>
      <CopyButton text={command} label="Copy" />
    </div>
  );
}
