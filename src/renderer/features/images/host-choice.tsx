import { useAppState } from '../../state/app-context.ts';
import { Button } from '../../ui/button.tsx';
import { Check } from '../../ui/check.tsx';
import { formatMemory } from '../../ui/format/memory.ts';

/** Hosts to tick, by their ids. Those that cannot be asked now are not among them. */
export function HostChoice(props: {
  picked: ReadonlySet<string>;
  onPick: (picked: ReadonlySet<string>) => void;
}) {
  const { picked, onPick } = props;
  const hosts = useAppState((state) => state.site.hosts);
  const all = Object.values(hosts)
    .filter(({ link, toolstack }) => link.state === 'online' && toolstack === 'xl')
    .toSorted((a, b) => a.label.localeCompare(b.label, 'en', { numeric: true }));
  const isAll = all.length > 0 && all.every(({ id }) => picked.has(id));
  function toggle(id: string, isPicked: boolean): void {
    const next = new Set(picked);
    if (isPicked) next.add(id);
    else next.delete(id);
    onPick(next);
  }
  return (
    <fieldset className="images-vms" aria-label="Hosts">
      <div className="images-hosts-head">
        <h3>Hosts that may take them</h3>
        <Button
          size="s"
          look="quiet"
          onPress={() => onPick(isAll ? new Set() : new Set(all.map(({ id }) => id)))}
        >
          {isAll ? 'None' : 'All'}
        </Button>
      </div>
      <ul>
        {all.map(({ id, label, usage }) => (
          <li key={id}>
            <Check checked={picked.has(id)} onChange={(isPicked) => toggle(id, isPicked)}>
              {label}{' '}
              {usage ? (
                <span className="images-sub">{formatMemory(usage.freeMemoryMiB)} free</span>
              ) : null}
            </Check>
          </li>
        ))}
      </ul>
      {all.length === 0 ? <p className="images-none">No Xen host is connected.</p> : null}
    </fieldset>
  );
}
