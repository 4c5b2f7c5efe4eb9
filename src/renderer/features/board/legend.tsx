import { spanThresholdsMiB } from './layout/pack-chips.ts';
import './legend.css';

const states = [
  ['running', 'running'],
  ['paused', 'paused'],
  ['crashed', 'crashed'],
  ['halted', 'off'],
  ['transit', 'moving'],
] as const;

const [small, medium, large] = spanThresholdsMiB.map((mib) => mib / 1024);
const sizes = [
  [2, `under ${small} GiB`],
  [3, `${small}–${medium}`],
  [4, `${medium}–${large}`],
  [6, `${large} GiB and more`],
] as const;

/** What shapes, widths and fills on the board mean. */
export function Legend() {
  return (
    <aside className="legend" aria-label="Legend">
      <span className="legend-part">
        {states.map(([state, label]) => (
          <span key={state}>
            <i className="legend-chip" data-state={state} />
            {label}
          </span>
        ))}
      </span>
      <span className="legend-part">
        <span>width: memory</span>
        {sizes.map(([span, label]) => (
          <span key={span}>
            <i className="legend-size" data-span={span} />
            {label}
          </span>
        ))}
      </span>
      <span className="legend-part">
        <span>
          <i className="legend-fill" />
          fill: CPU in use
        </span>
        <span>
          <i className="legend-bar" data-kind="dom0" />
          dom0
        </span>
        <span>
          <i className="legend-bar" data-kind="vms" />
          VMs
        </span>
        <span>
          <i className="legend-bar" data-kind="ceiling" />
          ceiling for moves
        </span>
      </span>
    </aside>
  );
}
