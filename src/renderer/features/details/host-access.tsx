import { useEffect, useState } from 'react';
import type { HostKey } from '../../../shared/model/connection.ts';
import type { Host } from '../../../shared/model/host.ts';
import { useApp } from '../../state/app-context.ts';
import { Fingerprint } from '../../ui/fingerprint.tsx';
import { Fact, FactGroup, Facts } from './facts.tsx';

/** The pinned key, read again whenever the connection's state changed. */
function usePinnedKey(hostId: string, since: number): HostKey | null {
  const { transport } = useApp();
  const [key, setKey] = useState<HostKey | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new connection can have pinned one
  useEffect(() => {
    let wanted = true;
    void transport.invoke('hosts.pinnedKey', { hostId }).then((answer) => {
      if (wanted && answer.ok) setKey(answer.value.key);
    });
    return () => {
      wanted = false;
    };
  }, [transport, hostId, since]);
  return key;
}

/** How the console reaches it, how other hosts do, and by which key it is known. */
export function HostAccess({ host }: { host: Host }) {
  const { access, facts } = host;
  const key = usePinnedKey(host.id, host.link.since);
  return (
    <FactGroup title="Connection">
      <Facts>
        <Fact name="SSH">
          <code>
            {access.user}@{access.address}:{access.port}
          </code>
        </Fact>
        {access.proxyJump.length > 0 ? (
          <Fact name="Through">
            {access.proxyJump.map((hop) => (
              <code key={hop} className="fact-line">
                {hop}
              </code>
            ))}
          </Fact>
        ) : null}
        {access.identityFiles.length > 0 ? (
          <Fact name="Key files">
            {access.identityFiles.map((file) => (
              <code key={file} className="fact-line">
                {file}
              </code>
            ))}
          </Fact>
        ) : null}
        <Fact name="For moves" note="how the other hosts reach it">
          {access.migrationAddress === null ? (
            'found at each move'
          ) : (
            <code>
              {access.migrationAddress}
              {access.migrationPort === null ? '' : `:${access.migrationPort}`}
            </code>
          )}
        </Fact>
        {facts && facts.addresses.length > 0 ? (
          <Fact name="Addresses">
            {facts.addresses.map((address) => (
              <code key={address} className="fact-line">
                {address}
              </code>
            ))}
          </Fact>
        ) : null}
      </Facts>
      {key ? (
        <div className="panel-key">
          <p className="fact-quiet">Pinned host key</p>
          <Fingerprint hostKey={key} size="s" />
        </div>
      ) : null}
    </FactGroup>
  );
}
