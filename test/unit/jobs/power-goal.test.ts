import { describe, expect, it } from 'vitest';
import type { DomainActivity } from '../../../src/main/core/jobs/look-at-domains.ts';
import { isReached, stateWords } from '../../../src/main/core/jobs/power-goal.ts';
import { type PowerAction, powerActions } from '../../../src/shared/model/job.ts';

const activities: DomainActivity[] = [
  'runs',
  'paused',
  'suspended',
  'shut-down',
  'crashed',
  'dying',
];
/** Every state in which a look can find a domain: gone, the same one, or one begun since. */
const sights = [
  null,
  ...[7, 8].flatMap((domid) => activities.map((activity) => ({ domid, activity }))),
];
const key = (sight: (typeof sights)[number]) =>
  sight === null ? 'gone' : `${sight.domid === 7 ? 'same' : 'new'} ${sight.activity}`;

/** In which of them an action has reached its goal, and in no other. */
const reached: Record<PowerAction, (sight: string) => boolean> = {
  start: (sight) => sight.endsWith(' runs'),
  shutdown: (sight) => sight === 'gone' || sight === 'same shut-down' || sight.startsWith('new '),
  'force-off': (sight) => sight === 'gone' || sight.startsWith('new '),
  reboot: (sight) => sight === 'new runs',
  pause: (sight) => sight.endsWith(' paused'),
  resume: (sight) => sight.endsWith(' runs'),
};

describe.each(powerActions)('the goal of %s', (action) => {
  it.each(sights.map((sight) => [key(sight), sight] as const))(
    'is known when the VM, domain 7 before, is %s',
    (name, sight) => expect(isReached(action, 7, sight)).toBe(reached[action](name)),
  );
});

it('every state has words of its own', () => {
  const words = [null, ...activities.map((activity) => ({ activity }))].map(stateWords);
  expect(new Set(words).size).toBe(activities.length + 1);
});
