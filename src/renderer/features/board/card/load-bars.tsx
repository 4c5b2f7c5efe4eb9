import type { Host } from '../../../../shared/model/host.ts';
import type { Settings } from '../../../../shared/model/settings.ts';
import { formatCpus } from '../../../ui/format/cpus.ts';
import { formatMemory, formatMemoryOf } from '../../../ui/format/memory.ts';
import { formatPercent } from '../../../ui/format/percent.ts';

interface Load {
  /** Fractions of the whole: dom0's part, and everything else that is in use. */
  dom0: number;
  vms: number;
}

function clamp(fraction: number): number {
  return Math.min(1, Math.max(0, fraction));
}

function cpuLoad(host: Host): Load | null {
  const { usage } = host;
  if (!usage || usage.cpu === null) return null;
  const dom0 = clamp(usage.dom0Cpu ?? 0);
  return { dom0, vms: clamp(usage.cpu - dom0) };
}

function memoryLoad(host: Host): Load | null {
  const { usage, facts } = host;
  if (!usage || !facts || facts.totalMemoryMiB <= 0) return null;
  const used = clamp(1 - usage.freeMemoryMiB / facts.totalMemoryMiB);
  const dom0 = Math.min(used, clamp(facts.dom0.memoryMiB / facts.totalMemoryMiB));
  return { dom0, vms: used - dom0 };
}

/** One element per bar: dom0, VMs and the ceiling's mark are backgrounds of it. */
function barStyle(load: Load, ceiling: number) {
  const dom0 = (load.dom0 * 100).toFixed(1);
  const all = ((load.dom0 + load.vms) * 100).toFixed(1);
  return {
    backgroundSize: `1px 100%, ${dom0}% 100%, ${all}% 100%`,
    backgroundPosition: `${(ceiling * 100).toFixed(1)}% 0, 0 0, 0 0`,
  };
}

function level(load: Load, ceiling: number): string | undefined {
  const all = load.dom0 + load.vms;
  return all >= 0.98 ? 'full' : all > ceiling ? 'high' : undefined;
}

const unknownBar = { backgroundSize: '0 0, 0 0, 0 0' };

/** CPU and memory of a host with their numbers; dom0 is a consumer of its own. */
export function LoadBars({ host, settings }: { host: Host; settings: Settings }) {
  const cpu = cpuLoad(host);
  const memory = memoryLoad(host);
  const { facts, usage } = host;
  const cpuText = cpu ? formatPercent(cpu.dom0 + cpu.vms) : 'not known';
  const usedMiB = facts && usage ? facts.totalMemoryMiB - usage.freeMemoryMiB : 0;
  const memoryText = facts && usage ? formatMemoryOf(usedMiB, facts.totalMemoryMiB) : 'not known';
  return (
    <div className="loads">
      <span className="load-name">CPU</span>
      {/* biome-ignore lint/a11y/useSemanticElements: a <meter> cannot show two parts and a mark */}
      <div
        className="load-bar"
        role="meter"
        aria-label="CPU in use"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={cpu ? Math.round((cpu.dom0 + cpu.vms) * 100) : 0}
        aria-valuetext={
          cpu && facts
            ? `${cpuText} of ${facts.pcpus} CPUs, of that dom0 ${formatCpus(cpu.dom0 * facts.pcpus)} CPUs`
            : 'not known'
        }
        data-level={cpu ? level(cpu, settings.cpuCeiling) : undefined}
        style={cpu ? barStyle(cpu, settings.cpuCeiling) : unknownBar}
      />
      <span className="load-text">
        <b>{cpuText}</b>
        {cpu ? ` dom0 ${formatPercent(cpu.dom0)}` : null}
      </span>
      <span className="load-name">Mem</span>
      {/* biome-ignore lint/a11y/useSemanticElements: a <meter> cannot show two parts and a mark */}
      <div
        className="load-bar"
        role="meter"
        aria-label="Memory in use"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={memory ? Math.round((memory.dom0 + memory.vms) * 100) : 0}
        aria-valuetext={
          facts ? `${memoryText}, of that dom0 ${formatMemory(facts.dom0.memoryMiB)}` : 'not known'
        }
        data-level={memory ? level(memory, settings.memoryCeiling) : undefined}
        style={memory ? barStyle(memory, settings.memoryCeiling) : unknownBar}
      />
      <span className="load-text">
        <b>{memoryText}</b>
      </span>
    </div>
  );
}
