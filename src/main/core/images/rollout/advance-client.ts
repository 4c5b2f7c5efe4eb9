import type { RolloutPlan } from '../../../../shared/images/rollout-plan.ts';
import type { ClientProgress } from '../../../../shared/images/rollout-state.ts';
import { advanceRejoining, arriveAtGoal, askToolstack, askToRejoin } from './advance-xen-host.ts';
import { arrive, asked, type Circumstances, goalOf, late } from './client-progress.ts';
import type { Look } from './rollout-input.ts';
import { isXenHost } from './xen-hosts-of.ts';

/** Takes a client on its way, forward or back. `runs`: what it was seen running. */
export function begin(
  at: Circumstances,
  progress: ClientProgress,
  look: Extract<Look, { kind: 'present' }> | null,
): ClientProgress {
  const { plan, client, ms } = at;
  const { switchSeconds, evacuateSeconds } = plan.policy;
  const ran = look && look.digest !== plan.digest ? look.digest : null;
  // A host that could not be emptied is as it was: its file is written after that.
  const first = isXenHost(plan, client) ? 'evacuate' : 'switch';
  return asked(
    at,
    {
      ...progress,
      state: 'leased',
      since: ms,
      deadline: ms + (first === 'evacuate' ? evacuateSeconds : switchSeconds) * 1000,
      // Once its file says the new image, what it ran before is known from then only.
      previous: progress.touched ? progress.previous : ran,
      touched: progress.touched || first === 'switch',
      bootIdBefore: look?.bootId ?? progress.bootIdBefore,
      absentSince: null,
      goBack: false,
      reason: null,
    },
    first,
  );
}

/** The next state of a client that is on its way, given what was seen of it. */
export function advance(at: Circumstances, progress: ClientProgress, look: Look): ClientProgress {
  switch (progress.state) {
    case 'leased':
      return advanceLeased(at, progress);
    case 'switched':
      return advanceSwitched(at, progress, look);
    case 'rebooting':
      return advanceRebooting(at, progress, look);
    case 'verifying':
      return advanceVerifying(at, progress, look);
    default:
      return progress;
  }
}

function advanceLeased(at: Circumstances, progress: ClientProgress): ClientProgress {
  const { order } = progress;
  if (late(progress, at)) {
    const what =
      order?.kind === 'evacuate'
        ? 'It could not be emptied in time.'
        : 'It could not be pointed at the image in time.';
    return arrive(progress, 'timed-out', at.ms, `${what} ${progress.reason ?? ''}`.trim());
  }
  // To do either twice is to do it once: what may be lost is asked again.
  return order?.status === 'unsure' ? asked(at, progress, order.kind) : progress;
}

function advanceSwitched(at: Circumstances, progress: ClientProgress, look: Look): ClientProgress {
  if (look.kind === 'absent') {
    if (!late(progress, at)) return progress;
    return arrive(progress, 'timed-out', at.ms, `It was not there to be rebooted: ${look.why}`);
  }
  const runsGoal = look.digest === goalOf(progress, at.plan);
  const rebooted = progress.bootIdBefore !== null && look.bootId !== progress.bootIdBefore;
  if (runsGoal && rebooted) return advance(at, verifying(at, progress), look);
  if (runsGoal && progress.goal === 'back') {
    // Its VMs went away for a switch that never was.
    if (isXenHost(at.plan, at.client)) return askToRejoin(at, verifying(at, progress));
    return arrive(progress, 'rolled-back', at.ms, 'It never left the image before.');
  }
  const { rebootSeconds } = at.plan.policy;
  const rebooting: ClientProgress = {
    ...progress,
    state: 'rebooting',
    since: at.ms,
    deadline: at.ms + rebootSeconds * 1000,
    bootIdBefore: look.bootId,
  };
  return asked(at, rebooting, 'reboot');
}

function advanceRebooting(at: Circumstances, progress: ClientProgress, look: Look): ClientProgress {
  const { order } = progress;
  const { rebootSeconds, powerCycle } = at.plan.policy;
  if (look.kind === 'present' && look.bootId !== progress.bootIdBefore) {
    return advance(at, verifying(at, progress), look);
  }
  if (late(progress, at)) {
    // Nothing here reaches the power switch of a Xen host.
    const canCycle = powerCycle && !isXenHost(at.plan, at.client);
    if (canCycle && order?.kind !== 'power-cycle') {
      return asked(at, { ...progress, deadline: at.ms + rebootSeconds * 1000 }, 'power-cycle');
    }
    const why = look.kind === 'absent' ? look.why : 'It still runs as it did before.';
    return arrive(progress, 'timed-out', at.ms, `It did not come back: ${why}`);
  }
  // One that still runs as before may never have heard of it; one that is away probably has.
  const mayRepeat = look.kind === 'present' || order?.kind === 'power-cycle';
  return order?.status === 'unsure' && mayRepeat ? asked(at, progress, order.kind) : progress;
}

function verifying({ plan, ms }: Circumstances, progress: ClientProgress): ClientProgress {
  return {
    ...progress,
    state: 'verifying',
    since: ms,
    deadline: ms + plan.policy.verifySeconds * 1000,
    order: null,
  };
}

function advanceVerifying(at: Circumstances, progress: ClientProgress, look: Look): ClientProgress {
  if (progress.order?.kind === 'bring-back') return advanceRejoining(at, progress, look);
  const missing = look.kind === 'absent' ? look.why : unhealthy(at.plan, progress, look);
  if (missing === null) {
    if (isXenHost(at.plan, at.client)) return askToolstack(at, progress);
    return arriveAtGoal(progress, at.ms, null);
  }
  if (look.kind === 'present' && look.digest !== goalOf(progress, at.plan)) {
    return arrive(progress, 'failed', at.ms, missing);
  }
  if (!late(progress, at)) return progress;
  return arrive(progress, look.kind === 'absent' ? 'timed-out' : 'failed', at.ms, missing);
}

/** Why a client is not what its goal asks for; null: it is. */
export function unhealthy(
  plan: RolloutPlan,
  progress: ClientProgress,
  look: Extract<Look, { kind: 'present' }>,
): string | null {
  const goal = goalOf(progress, plan);
  if (look.digest !== goal) {
    return `It runs ${look.digest?.slice(0, 12) ?? 'no image'} instead of ${goal?.slice(0, 12)}.`;
  }
  if (look.bootId === progress.bootIdBefore) return 'It was not rebooted.';
  if (!look.stateMounted) return 'Its state drive is not mounted.';
  if (look.health === 'ok') return null;
  if (look.health === 'unknown') return 'It has not said how it is.';
  return `Its health command failed: ${look.healthText}`;
}
