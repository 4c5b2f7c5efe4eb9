import type { CapacityPlan } from '../../../shared/capacity/capacity-plan.ts';
import { byNaturalName } from '../../../shared/natural-key.ts';
import { useAppState } from '../../state/app-context.ts';
import { formatCpus } from '../../ui/format/cpus.ts';
import { formatMemoryOf } from '../../ui/format/memory.ts';
import { formatPercent } from '../../ui/format/percent.ts';
import { plural } from '../../ui/format/plural.ts';

type PlannedHost = CapacityPlan['hosts'][number];

/** Each host as it is and as it would be: its CPU with the target's line, its memory below. */
export function HostBars({ plan, target }: { plan: CapacityPlan; target: number }) {
  const hosts = useAppState((state) => state.site.hosts);
  const label = (id: string) => hosts[id]?.label ?? id;
  const rows = plan.hosts.toSorted((a, b) => byNaturalName(label(a.hostId), label(b.hostId)));
  const freed = new Set(plan.freed);
  const spare = new Set(plan.spare);
  return (
    <section className="plan-hosts" aria-label="Hosts before and after">
      <div className="plan-hosts-head" aria-hidden>
        <span>Host</span>
        <span>Now</span>
        <span>After the plan</span>
      </div>
      <ul>
        {rows.map((host) => (
          <li
            className="plan-row plan-host"
            key={host.hostId}
            data-host={host.hostId}
            data-freed={freed.has(host.hostId)}
          >
            <b>{label(host.hostId)}</b>
            <Load host={host} when="before" target={target} note={null} />
            <Load
              host={host}
              when="after"
              target={target}
              note={freed.has(host.hostId) ? 'free' : spare.has(host.hostId) ? 'spare' : null}
            />
          </li>
        ))}
      </ul>
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
  const { vms, cpu, memoryMiB } = host[when];
  const used = host.pcpus > 0 ? (cpu + host.dom0Cpu) / host.pcpus : 0;
  const percent = (share: number) => `${(100 * Math.min(1, Math.max(0, share))).toFixed(1)}%`;
  const text = `CPU ${formatPercent(used)} (${formatCpus(cpu + host.dom0Cpu)} of ${host.pcpus}), ${formatMemoryOf(memoryMiB, host.totalMemoryMiB)} for VMs`;
  return (
    <div className="plan-load" data-when={when}>
      <div className="plan-bar" title={text} data-high={used > target + 0.001 || undefined}>
        <span data-part="dom0" style={{ width: percent(host.dom0Cpu / host.pcpus) }} />
        <span data-part="vms" style={{ width: percent(cpu / host.pcpus) }} />
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
