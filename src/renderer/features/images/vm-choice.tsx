import { useState } from 'react';
import { useAppState } from '../../state/app-context.ts';
import { Check } from '../../ui/check.tsx';
import { TextInput } from '../../ui/text-input.tsx';

const mostShown = 50;

/** VMs to tick, by name or host. A choice is its `VmRef` as JSON. */
export function VmChoice(props: {
  /** Names of VMs that are clients already. */
  taken: readonly string[];
  picked: ReadonlySet<string>;
  onPick: (picked: ReadonlySet<string>) => void;
}) {
  const { picked, onPick } = props;
  const vms = useAppState((state) => state.site.vms);
  const hosts = useAppState((state) => state.site.hosts);
  const [query, setQuery] = useState('');
  const taken = new Set(props.taken);
  const words = query.trim().toLowerCase();
  const all = Object.values(vms)
    .flatMap((here) => Object.values(here))
    .filter((vm) => vm.configPath !== null && vm.state !== 'transit' && !taken.has(vm.name))
    .map((vm) => ({
      key: JSON.stringify({ hostId: vm.hostId, name: vm.name }),
      name: vm.name,
      host: hosts[vm.hostId]?.label ?? vm.hostId,
      isOff: vm.domid === null,
    }))
    .filter(
      ({ key, name, host }) => picked.has(key) || `${name} ${host}`.toLowerCase().includes(words),
    )
    .toSorted((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
  function toggle(key: string, isPicked: boolean): void {
    const next = new Set(picked);
    if (isPicked) next.add(key);
    else next.delete(key);
    onPick(next);
  }
  return (
    <fieldset className="images-vms" aria-label="VMs">
      <TextInput label="VMs by name or host" value={query} onChange={setQuery} />
      <ul>
        {all.slice(0, mostShown).map(({ key, name, host, isOff }) => (
          <li key={key}>
            <Check checked={picked.has(key)} onChange={(isPicked) => toggle(key, isPicked)}>
              {name}{' '}
              <span className="images-sub">
                on {host}
                {isOff ? ', off' : ''}
              </span>
            </Check>
          </li>
        ))}
      </ul>
      {all.length > mostShown ? (
        <p className="images-sub">{all.length - mostShown} more: name one to see it.</p>
      ) : null}
      {all.length === 0 ? <p className="images-none">No VM is called like that.</p> : null}
    </fieldset>
  );
}
