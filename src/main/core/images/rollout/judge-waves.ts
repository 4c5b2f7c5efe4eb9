import { unhealthy } from './advance-client.ts';
import { arrive } from './client-progress.ts';
import { flagBack } from './obey-command.ts';
import { type Look, unseen } from './rollout-input.ts';
import type { Work } from './rollout-work.ts';
import { tallyOf, waveProblem } from './wave-tally.ts';

/** A soaking wave is watched: who falls ill in it has failed. */
export function watchSoaking(work: Work, looks: ReadonlyMap<string, Look>): void {
  if (work.head.soakSince === null) return;
  const { ms } = work.head.clock;
  for (const id of work.ofWave(work.head.wave)) {
    const progress = work.of(id);
    if (progress.state !== 'healthy') continue;
    const look = looks.get(id) ?? unseen;
    if (look.kind === 'absent') {
      if (progress.absentSince === null) work.put(id, { ...progress, absentSince: ms });
      continue;
    }
    const ill = look.health === 'unknown' ? null : unhealthy(work.plan, progress, look);
    if (ill !== null) work.put(id, arrive(progress, 'failed', ms, `While it soaked: ${ill}`));
    else if (progress.absentSince !== null) work.put(id, { ...progress, absentSince: null });
  }
}

export function judge(work: Work): void {
  const { plan } = work;
  if (work.head.status !== 'running' && work.head.status !== 'paused') return;
  // One wave a step, also where nobody of the next one counts: the record shows each pass.
  const current = work.head.wave;
  for (let wave = 0; wave <= current; wave++) {
    const tally = tallyOf(work.ofWave(wave).map(work.of));
    // Those that have passed are judged no more by how many are healthy: late ones may come.
    const judged = wave < current ? { ...tally, open: 1 } : tally;
    const problem = waveProblem(judged, plan.waves[wave]?.name ?? '', plan.policy);
    if (problem !== null) {
      halt(work, problem, wave);
      return;
    }
    if (wave === current) passOn(work, tally.open, tally.counted);
  }
}

function passOn(work: Work, open: number, counted: number): void {
  const { ms } = work.head.clock;
  const { wave, soakSince, status } = work.head;
  const { soakSeconds } = work.plan.policy;
  if (open > 0) {
    if (soakSince !== null) work.setHead({ soakSince: null });
    return;
  }
  if (soakSince === null) work.setHead({ soakSince: ms });
  // Nobody counts: there is nothing that could soak.
  const over = counted === 0 || ms - (soakSince ?? ms) >= soakSeconds * 1000;
  if (!over || status !== 'running') return;
  const gone = work.ofWave(wave).filter((id) => work.of(id).absentSince !== null);
  const lost = gone.filter((id) => work.of(id).state === 'healthy');
  if (lost.length > 0) {
    for (const id of lost) {
      work.put(
        id,
        arrive(work.of(id), 'timed-out', ms, 'It was gone at the end of the soak time.'),
      );
    }
    judge(work);
    return;
  }
  if (wave + 1 < work.plan.waves.length) {
    work.setHead({ wave: wave + 1, soakSince: null });
  } else if (work.moving().length === 0) {
    work.setHead({ status: 'done', soakSince: null, reason: null });
  }
}

function halt(work: Work, problem: string, wave: number): void {
  const { onErrors } = work.plan.policy;
  work.setHead({ status: 'halted', reason: problem, soakSince: null });
  if (onErrors === 'halt') return;
  const clients = Object.fromEntries(work.all.map((id) => [id, work.of(id)]));
  const flagged = flagBack(work.plan, clients, onErrors === 'roll-back-wave' ? wave : null);
  for (const [id, progress] of Object.entries(flagged)) work.put(id, progress);
  if (Object.keys(flagged).length > 0) work.setHead({ status: 'rolling-back' });
}
