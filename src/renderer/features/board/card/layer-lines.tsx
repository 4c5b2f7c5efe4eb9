import type { Host } from '../../../../shared/model/host.ts';
import type { Vm } from '../../../../shared/model/vm.ts';
import type { Highlight, Layer } from '../../../state/view.ts';
import { formatMemory } from '../../../ui/format/memory.ts';
import { plural } from '../../../ui/format/plural.ts';
import { layerLines } from '../layout/card-height.ts';
import type { Metrics } from '../layout/metrics.ts';

interface Line {
  key: string;
  name: string;
  text: string;
  title: string;
  highlight: Highlight | null;
}

function networkLines(host: Host, vms: readonly Vm[]): Line[] {
  return (host.facts?.bridges ?? []).map((bridge) => {
    const count = vms.filter((vm) => vm.nics.some((nic) => nic.bridge === bridge)).length;
    return {
      key: bridge,
      name: bridge,
      text: plural(count, 'VM'),
      title: `Bridge ${bridge}: show it on all hosts`,
      highlight: { kind: 'bridge', name: bridge },
    };
  });
}

function poolLines(host: Host): Line[] {
  return (host.facts?.cpupools ?? []).map((pool) => ({
    key: pool.name,
    name: pool.name,
    text: `${plural(pool.cpus, 'CPU')} · ${pool.scheduler} · ${plural(pool.domains, 'domain')}`,
    title: `cpupool ${pool.name}`,
    highlight: null,
  }));
}

function storageLines(host: Host): Line[] {
  return (host.facts?.storage ?? []).map((storage) => ({
    key: storage.source,
    name: storage.name,
    text: `${storage.shared ? 'shared · ' : ''}${formatMemory(storage.freeMiB)} free`,
    title: `${storage.source} (${storage.type}): show it on all hosts`,
    highlight: { kind: 'storage', name: storage.source },
  }));
}

/** A host's networks, CPU pools or storage, when the board is asked for them. */
export function LayerLines(props: {
  host: Host;
  vms: readonly Vm[];
  layer: Exclude<Layer, 'none'>;
  metrics: Metrics;
  highlight: Highlight | null;
}) {
  const { host, layer, metrics, highlight } = props;
  const all =
    layer === 'networks'
      ? networkLines(host, props.vms)
      : layer === 'pools'
        ? poolLines(host)
        : storageLines(host);
  const room = layerLines(host, layer, metrics);
  const shown = all.length > room ? all.slice(0, room - 1) : all;
  return (
    <ul className="layer-lines">
      {all.length === 0 ? <li className="layer-none">None here</li> : null}
      {shown.map((line) => (
        <li key={line.key}>
          {line.highlight ? (
            <button
              type="button"
              tabIndex={-1}
              title={line.title}
              data-action="highlight"
              data-highlight={line.highlight.kind}
              data-name={line.highlight.name}
              aria-pressed={
                highlight?.kind === line.highlight.kind && highlight.name === line.highlight.name
              }
            >
              <b>{line.name}</b>
              <span>{line.text}</span>
            </button>
          ) : (
            <div title={line.title}>
              <b>{line.name}</b>
              <span>{line.text}</span>
            </div>
          )}
        </li>
      ))}
      {all.length > room ? <li className="layer-none">{all.length - room + 1} more</li> : null}
    </ul>
  );
}
