import { ArrowRight } from 'lucide-react';
import type { Host } from '../../../shared/model/host.ts';
import { formatMemory } from '../../ui/format/memory.ts';
import { formatPercent } from '../../ui/format/percent.ts';
import './route.css';

/** From and to, with the memory of both before and after. */
export function Route(props: { sources: readonly Host[]; target: Host; memoryMiB: number }) {
  const [source] = props.sources;
  return (
    <div className="route">
      {props.sources.length === 1 && source ? (
        <Stop title="from" host={source} changeMiB={-props.memoryMiB} />
      ) : (
        <div className="route-stop">
          <span className="route-title">from</span>
          <b>{props.sources.length} hosts</b>
          <span className="route-text">{props.sources.map((host) => host.label).join(', ')}</span>
        </div>
      )}
      <ArrowRight size={22} aria-hidden />
      <Stop title="to" host={props.target} changeMiB={props.memoryMiB} />
    </div>
  );
}

function Stop({ title, host, changeMiB }: { title: string; host: Host; changeMiB: number }) {
  const total = host.facts?.totalMemoryMiB ?? 0;
  const before = host.usage && total > 0 ? total - host.usage.freeMemoryMiB : null;
  const after = before === null ? null : before + changeMiB;
  return (
    <div className="route-stop">
      <span className="route-title">{title}</span>
      <b>{host.label}</b>
      {before !== null && after !== null ? (
        <>
          <div
            className="route-bar"
            aria-hidden
            style={{
              backgroundSize: `${percent(Math.min(before, after), total)} 100%, ${percent(Math.max(before, after), total)} 100%`,
            }}
            data-grows={changeMiB > 0 || undefined}
          />
          <span className="route-text">
            {formatPercent(before / total)} → {formatPercent(after / total)} of{' '}
            {formatMemory(total)}
          </span>
        </>
      ) : (
        <span className="route-text">memory not known</span>
      )}
    </div>
  );
}

function percent(part: number, total: number): string {
  return `${Math.min(100, Math.max(0, (part / total) * 100)).toFixed(1)}%`;
}
