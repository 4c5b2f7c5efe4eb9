import type { HostFacts } from '../../../shared/model/host.ts';
import { formatMemory } from '../../ui/format/memory.ts';
import { FactGroup } from './facts.tsx';

const kinds: Record<HostFacts['storage'][number]['kind'], string> = {
  filesystem: 'file system',
  'volume-group': 'LVM volume group',
  block: 'block device',
};

/** Where VMs' disks can be, and the networks they can be on. */
export function HostStorage({ facts }: { facts: HostFacts }) {
  return (
    <>
      <FactGroup title="Bridges">
        {facts.bridges.length === 0 ? (
          <p className="fact-quiet">None: VMs here have no network.</p>
        ) : (
          <p className="tags">
            {facts.bridges.map((bridge) => (
              <code key={bridge}>{bridge}</code>
            ))}
          </p>
        )}
      </FactGroup>
      <FactGroup title="Storage">
        {facts.storage.length === 0 ? <p className="fact-quiet">None was found.</p> : null}
        <ul className="devices">
          {facts.storage.map((storage) => (
            <li key={storage.kind + storage.name}>
              <b>{storage.name}</b>
              <code>{storage.source}</code>
              <span>
                {[
                  storage.type || kinds[storage.kind],
                  storage.shared ? 'shared' : 'this host only',
                  `${formatMemory(storage.freeMiB)} of ${formatMemory(storage.sizeMiB)} free`,
                ].join(', ')}
              </span>
            </li>
          ))}
        </ul>
      </FactGroup>
    </>
  );
}
