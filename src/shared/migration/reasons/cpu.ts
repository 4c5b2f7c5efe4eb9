import { blocks, warns } from '../blocks.ts';
import { missingFeatures } from '../cpu-features.ts';
import type { MoveQuestion } from '../move-question.ts';
import type { MoveReason } from '../verdict.ts';

/** Will the guest's instructions still be there, and is there time to run them? */
export function cpuReasons({ vm, source, target, settings }: MoveQuestion): MoveReason[] {
  if (!target.facts || source.id === target.id) return [];
  const reasons: MoveReason[] = [];
  if (source.facts) {
    const missing = missingFeatures(source.facts.hwCaps, target.facts.hwCaps) ?? [];
    if (missing.length > 0) {
      // Names say more than bits: those first.
      const named = missing.filter((feature) => !feature.startsWith('word '));
      const shown = (named.length > 0 ? named : missing).slice(0, 6);
      const rest = missing.length - shown.length;
      const more = rest > 0 ? ` and ${rest} more` : '';
      reasons.push(
        blocks(
          'cpu-features',
          `The CPU of ${target.label} lacks features that ${vm.name} may be using: ${shown.join(', ')}${more}.`,
          'Choose a host with the same or a newer CPU, or hide these features with cpuid= in its configuration and restart it.',
        ),
      );
    }
    reasons.push(...familyReasons(vm.type, source, target));
  }
  const used = target.usage?.cpu ?? null;
  if (used !== null && vm.cpu !== null && target.facts.pcpus > 0) {
    const after = used + vm.cpu / target.facts.pcpus;
    if (after > settings.cpuCeiling) {
      // One look at the CPU is a moment, and Xen shares it out: reason to know, not to forbid.
      reasons.push(
        warns(
          'cpu-ceiling',
          `${target.label} would be at ${Math.round(100 * after)} % of its CPU; the site's ceiling is ${Math.round(100 * settings.cpuCeiling)} %.`,
          'Expect it to be slower there, or choose a host with more to spare.',
        ),
      );
    }
  }
  return reasons;
}

function familyReasons(
  type: MoveQuestion['vm']['type'],
  source: MoveQuestion['source'],
  target: MoveQuestion['target'],
): MoveReason[] {
  const here = source.facts?.cpu;
  const there = target.facts?.cpu;
  if (!here || !there) return [];
  const vendorsDiffer =
    here.vendor !== there.vendor && here.vendor !== 'other' && there.vendor !== 'other';
  // A PV guest sees the real family and tunes itself to it; HVM and PVH see what Xen shows them.
  const familiesDiffer =
    type === 'pv' && here.family !== null && there.family !== null && here.family !== there.family;
  if (!vendorsDiffer && !familiesDiffer) return [];
  return [
    blocks(
      'cpu-family',
      `${source.label} has ${cpuText(here)}, ${target.label} has ${cpuText(there)}.`,
      'Choose a host with a CPU of the same make and family, or shut the VM down and start it there.',
    ),
  ];
}

function cpuText(cpu: { vendor: string; family: number | null }): string {
  const vendor =
    cpu.vendor === 'amd' ? 'an AMD CPU' : cpu.vendor === 'intel' ? 'an Intel CPU' : 'a CPU';
  return cpu.family === null ? vendor : `${vendor} of family ${cpu.family}`;
}
