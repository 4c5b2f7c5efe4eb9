import { type ClientProgress, movingStates } from '../../../../shared/images/rollout-state.ts';
import type { ServerClock } from '../parse/image-server-state.ts';
import { begin } from './advance-client.ts';
import { arrive } from './client-progress.ts';
import { inWindow } from './in-window.ts';
import { type Look, type RolloutInput, unseen } from './rollout-input.ts';
import type { Work } from './rollout-work.ts';
import { isXenHost } from './xen-hosts-of.ts';

/** Begins whom there is room for, and ends what has come to its end. */
export function goOn(
  work: Work,
  { looks, held }: Extract<RolloutInput, { type: 'look' }>,
  now: ServerClock,
): void {
  const { status } = work.head;
  let free = work.plan.policy.concurrency - work.moving().length;
  if (status === 'aborting') {
    if (work.moving().length === 0) work.setHead({ status: 'aborted' });
  } else if (status === 'rolling-back') {
    for (const id of work.all) {
      const progress = work.of(id);
      if (free <= 0) break;
      if (!progress.goBack || movingStates.includes(progress.state) || held.has(id)) continue;
      if (!mayBegin(work, id)) continue;
      const look = looks.get(id) ?? unseen;
      const back: ClientProgress = { ...progress, goal: 'back' };
      work.put(id, begin(work.at(id), back, look.kind === 'present' ? look : null));
      free--;
    }
    settleBack(work);
  } else if (status === 'running' && inWindow(work.plan.policy.window, now)) {
    beginPending(work, looks, held, free);
  }
}

function beginPending(
  work: Work,
  looks: ReadonlyMap<string, Look>,
  held: ReadonlyMap<string, string>,
  slots: number,
): void {
  let free = slots;
  const { ms } = work.head.clock;
  for (let wave = 0; wave <= work.head.wave && free > 0; wave++) {
    for (const id of work.ofWave(wave)) {
      if (free <= 0) break;
      const progress = work.of(id);
      const wasOff = progress.state === 'skipped-offline' && !progress.waived;
      if (progress.state !== 'pending' && !wasOff) continue;
      const look = looks.get(id);
      if (look === undefined) continue;
      const holder = held.get(id);
      if (holder !== undefined) {
        work.put(id, waitingFor(progress, holder));
      } else if (look.kind === 'present' && !mayBegin(work, id)) {
      } else if (look.kind === 'present') {
        work.put(id, begin(work.at(id), progress, look));
        free--;
      } else if (work.plan.policy.offline === 'wait' || wasOff) {
        if (progress.absentSince === null) {
          work.put(id, { ...progress, absentSince: ms, reason: look.why });
        }
      } else {
        work.put(id, { ...arrive(progress, 'skipped-offline', ms, look.why), absentSince: ms });
      }
    }
  }
}

/** Two Xen hosts that are emptied at once would count on one another's room. */
function mayBegin(work: Work, id: string): boolean {
  const { plan } = work;
  return !isXenHost(plan, id) || !work.moving().some((other) => isXenHost(plan, other));
}

function waitingFor(progress: ClientProgress, holder: string): ClientProgress {
  const reason = `Its lease is held by ${holder}.`;
  return progress.reason === reason ? progress : { ...progress, reason };
}

/** All that could go back have gone: it is over, unless somebody still has the new image. */
function settleBack(work: Work): void {
  const all = work.all.map(work.of);
  if (work.moving().length > 0 || all.some((progress) => progress.goBack)) return;
  const left = all.filter((progress) => progress.touched && progress.state !== 'rolled-back');
  work.setHead(
    left.length === 0
      ? { status: 'rolled-back' }
      : {
          status: 'halted',
          reason: `${work.head.reason ?? ''} Still on the new image: ${left.length}.`.trim(),
        },
  );
}
