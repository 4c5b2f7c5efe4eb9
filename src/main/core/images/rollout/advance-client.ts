import type { RolloutPlan } from '../../../../shared/images/rollout-plan.ts';
import type {
  ClientProgress,
  ClientState,
  Order,
} from '../../../../shared/images/rollout-state.ts';
import type { Look, OrderedAct } from './rollout-input.ts';

/** What a client's next step depends on besides itself. `ms`: of the rollout's clock. */
export interface Circumstances {
  plan: RolloutPlan;
  client: string;
  ms: number;
}

/** The digest it is on its way to. */
function goalOf(progress: ClientProgress, plan: RolloutPlan): string | null {
  return progress.goal === 'forward' ? plan.digest : progress.previous;
}

export function orderKey(
  { plan, client }: Circumstances,
  { attempt, goal }: ClientProgress,
  kind: Order['kind'],
): string {
  return `${plan.id}.${client}.${attempt}.${goal}.${kind}`;
}

/** The order of a client as the one who carries it out needs it; null: it has none to be given. */
export function orderedAct(
  { plan, client }: Circumstances,
  progress: ClientProgress,
): OrderedAct | null {
  const { order, goal, previous } = progress;
  if (order?.status !== 'asked') return null;
  const back = goal === 'back';
  return {
    client,
    kind: order.kind,
    key: order.key,
    to: goalOf(progress, plan),
    previous: back ? null : previous,
    reject: back ? plan.digest : null,
    bootId: progress.bootIdBefore,
  };
}

/** Into a state that it does not leave by itself. */
export function arrive(
  progress: ClientProgress,
  state: ClientState,
  ms: number,
  reason: string | null,
): ClientProgress {
  return { ...progress, state, since: ms, deadline: null, order: null, absentSince: null, reason };
}

function asked(at: Circumstances, progress: ClientProgress, kind: Order['kind']): ClientProgress {
  const order: Order = { kind, key: orderKey(at, progress, kind), status: 'asked' };
  return { ...progress, order };
}

/** Takes a client on its way, forward or back. `runs`: what it was seen running. */
export function begin(
  at: Circumstances,
  progress: ClientProgress,
  look: Extract<Look, { kind: 'present' }> | null,
): ClientProgress {
  const { plan, ms } = at;
  const ran = look && look.digest !== plan.digest ? look.digest : null;
  return asked(
    at,
    {
      ...progress,
      state: 'leased',
      since: ms,
      deadline: ms + plan.policy.switchSeconds * 1000,
      // Once its file says the new image, what it ran before is known from then only.
      previous: progress.touched ? progress.previous : ran,
      touched: true,
      bootIdBefore: look?.bootId ?? progress.bootIdBefore,
      absentSince: null,
      goBack: false,
      reason: null,
    },
    'switch',
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

const late = (progress: ClientProgress, { ms }: Circumstances) =>
  progress.deadline !== null && ms >= progress.deadline;

function advanceLeased(at: Circumstances, progress: ClientProgress): ClientProgress {
  if (late(progress, at)) {
    const what = 'It could not be pointed at the image in time.';
    return arrive(progress, 'timed-out', at.ms, `${what} ${progress.reason ?? ''}`.trim());
  }
  // To switch twice is to switch once: what may be lost is asked again.
  return progress.order?.status === 'unsure' ? asked(at, progress, 'switch') : progress;
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
    if (powerCycle && order?.kind !== 'power-cycle') {
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
  const missing = look.kind === 'absent' ? look.why : unhealthy(at.plan, progress, look);
  if (missing === null) {
    return arrive(progress, progress.goal === 'forward' ? 'healthy' : 'rolled-back', at.ms, null);
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
