import type { CapacityPlan } from '../../../shared/capacity/capacity-plan.ts';
import { byNaturalName } from '../../../shared/natural-key.ts';
import { useAppState } from '../../state/app-context.ts';
import { formatCpus } from '../../ui/format/cpus.ts';
import { formatMemoryOf } from '../../ui/format/memory.ts';
import { formatPercent } from '../../ui/format/percent.ts';
import { plural } from '../../ui/format/plural.ts';
import { PlanLanes } from './plan-lanes.tsx';
import { stackBackground } from './stack-background.ts';

type PlannedHost = CapacityPlan['hosts'][number];

/** As in the stylesheet: the streams of moves end at the middle of the rows. */
const rowPx = 44;

/** Each host as it is and as it would be, with the moves between: CPU by VM with the target's line, memory below. */
export function HostBars({ plan, target }: { plan: CapacityPlan; target: number }) {
  const hosts = useAppState((state) => state.site.hosts);
  const label = (id: string) => hosts[id]?.label ?? id;
  const rows = plan.hosts.toSorted((a, b) => byNaturalName(label(a.hostId), label(b.hostId)));
  const freed = new Set(plan.freed);
  const spare = new Set(plan.spare);
  const noteOf = (id: string) => (freed.has(id) ? 'free' : spare.has(id) ? 'spare' : null);
  return (
    <section className="plan-hosts" aria-label="Hosts before and after">
      <div className="plan-hosts-head" aria-hidden>
        <span>Now</span>
        <span />
        <span>After the plan</span>
      </div>
      <div className="plan-hosts-body">
        <ul aria-label="Now">
          {rows.map((host) => (
            <li className="plan-row plan-host" key={host.hostId}>
              <b title={label(host.hostId)}>{label(host.hostId)}</b>
              <Load host={host} when="before" target={target} note={null} />
            </li>
          ))}
        </ul>
        <PlanLanes moves={plan.moves} hostIds={rows.map(({ hostId }) => hostId)} rowPx={rowPx} />
        <ul aria-label="After the plan">
          {rows.map((host) => (
            <li
              className="plan-row plan-host"
              key={host.hostId}
              data-host={host.hostId}
              data-freed={freed.has(host.hostId)}
            >
              <b title={label(host.hostId)}>{label(host.hostId)}</b>
              <Load host={host} when="after" target={target} note={noteOf(host.hostId)} />
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}

function Load(props: {
  host: PlannedHost;
  when: 'before' | 'after';
  target: number;
  note: string | null;
}) {
  const { host, when, target, note } = props;
  const { vms, cpu, memoryMiB, vmCpus } = host[when];
  const used = host.pcpus > 0 ? (cpu + host.dom0Cpu) / host.pcpus : 0;
  const high = used > target + 0.001;
  const percent = (share: number) => `${(100 * Math.min(1, Math.max(0, share))).toFixed(1)}%`;
  const text = `CPU ${formatPercent(used)} (${formatCpus(cpu + host.dom0Cpu)} of ${host.pcpus}), ${formatMemoryOf(memoryMiB, host.totalMemoryMiB)} for VMs`;
  return (
    <div className="plan-load" data-when={when}>
      <div className="plan-bar" title={text} data-high={high || undefined}>
        <span data-part="dom0" style={{ width: percent(host.dom0Cpu / host.pcpus) }} />
        <span
          data-part="vms"
          style={{ width: percent(cpu / host.pcpus), backgroundImage: stackBackground(vmCpus) }}
        />
        <i style={{ left: percent(target) }} />
      </div>
      <div className="plan-bar" data-thin>
        <span data-part="memory" style={{ width: percent(memoryMiB / host.totalMemoryMiB) }} />
      </div>
      <small>
        {note ? <strong data-note={note}>{note}</strong> : plural(vms, 'VM')}
        <span>{formatPercent(used)}</span>
      </small>
    </div>
  );
}
