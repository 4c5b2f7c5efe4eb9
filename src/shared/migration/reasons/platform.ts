import type { Host, HostFacts } from '../../model/host.ts';
import { blocks, warns } from '../blocks.ts';
import type { MoveQuestion } from '../move-question.ts';
import type { MoveReason } from '../verdict.ts';

/** Does the other host's Xen take a guest of this kind from this Xen? */
export function platformReasons(question: MoveQuestion): MoveReason[] {
  const { vm, source, target, mode } = question;
  const reasons: MoveReason[] = [];
  if (source.facts && lacksShadow(source.facts) && vm.type === 'pv' && mode === 'live') {
    reasons.push(
      blocks(
        'pv-needs-shadow',
        `A running PV guest can be copied only where Xen has shadow paging, and ${source.label} has none.`,
        'Move it by stop-and-copy: it stands still while it is copied, and then goes on. ' +
          'Debian builds Xen without shadow paging.',
        'stop-and-copy',
      ),
    );
  }
  if (!target.facts) return reasons;
  reasons.push(...typeReasons(question, target.facts));
  if (source.facts && isOlder(target.facts.xenVersion, source.facts.xenVersion)) {
    reasons.push(
      blocks(
        'xen-older',
        `${target.label} runs Xen ${versionText(target.facts)}, older than ${versionText(source.facts)} on ${source.label}.`,
        `Update ${target.label} first: Xen takes guests from its own or an older version only.`,
      ),
    );
  }
  const skewMs = source.facts ? Math.abs(source.facts.clockSkewMs - target.facts.clockSkewMs) : 0;
  if (skewMs > toleratedSkewMs) {
    reasons.push(
      warns(
        'clock-skew',
        `The clocks of ${source.label} and ${target.label} are ${(skewMs / 1000).toFixed(1)} s apart; the guest's may jump.`,
        'Let both hosts keep their time with NTP.',
      ),
    );
  }
  return reasons;
}

/** Below this a look at two clocks over SSH cannot tell them apart for sure. */
const toleratedSkewMs = 2_000;

/**
 * Xen names paging modes in virt_caps since 4.13; of an older one nothing can be told from them,
 * and the toolstack has to say.
 */
function namesPaging({ virtCaps }: HostFacts): boolean {
  return virtCaps.some((word) => word === 'pv' || word === 'hap' || word === 'shadow');
}

function lacksShadow(facts: HostFacts): boolean {
  return namesPaging(facts) && !facts.virtCaps.includes('shadow');
}

function typeReasons({ vm, source, target }: MoveQuestion, facts: HostFacts): MoveReason[] {
  if (vm.type === 'pv') {
    const takesPv = facts.xenCaps.some((word) => word.startsWith('xen-3.0-x86'));
    if (takesPv && (!namesPaging(facts) || facts.virtCaps.includes('pv'))) return [];
    return [
      blocks(
        'type-unsupported',
        `${target.label} runs no PV guests.`,
        'Its Xen was built or started without PV (pv=0). Choose another host.',
      ),
    ];
  }
  if (vm.type === 'unknown') {
    return [
      warns(
        'type-unsupported',
        `The type of ${vm.name} could not be read, so nobody checked whether ${target.label} takes it.`,
        `Look at \`xl list -l\` on ${source.label}.`,
      ),
    ];
  }
  const kind = vm.type === 'pvh' ? 'PVH' : 'HVM';
  if (!facts.xenCaps.some((word) => word.startsWith('hvm-'))) {
    return [
      blocks(
        'type-unsupported',
        `${vm.name} is a ${kind} guest, and ${target.label} has no hardware assist for it (Intel VT or AMD SVM).`,
        assistRemedy(target),
      ),
    ];
  }
  const sourceHasHap = source.facts?.virtCaps.includes('hap') ?? false;
  if (sourceHasHap && namesPaging(facts) && !facts.virtCaps.includes('hap')) {
    const message = `${vm.name} uses hardware assisted paging, which ${target.label} does not have.`;
    return facts.virtCaps.includes('shadow')
      ? [warns('type-unsupported', message, 'It would run there with slower shadow paging.')]
      : [blocks('type-unsupported', message, 'Choose a host with EPT or NPT.')];
  }
  return [];
}

function assistRemedy(target: Host): string {
  return `Switch virtualisation on in the firmware of ${target.label}, if its CPU has it, or choose another host.`;
}

type XenVersion = HostFacts['xenVersion'];

function isOlder(a: XenVersion, b: XenVersion): boolean {
  return a.major < b.major || (a.major === b.major && a.minor < b.minor);
}

function versionText({ xenVersion }: HostFacts): string {
  return `${xenVersion.major}.${xenVersion.minor}`;
}
