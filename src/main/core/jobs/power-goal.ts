import type { PowerAction } from '../../../shared/model/job.ts';
import type { DomainSighting } from './look-at-domains.ts';

/**
 * Whether a domain is where a power action was to bring it. `before` is its domid when the action
 * began (null: it was off): a restarted domain has a new one. `now` null: there is none.
 */
export function isReached(
  action: PowerAction,
  before: number | null,
  now: Pick<DomainSighting, 'domid' | 'activity'> | null,
): boolean {
  switch (action) {
    case 'start':
      return now !== null && now.activity === 'runs';
    case 'shutdown':
      return now === null || now.domid !== before || now.activity === 'shut-down';
    case 'force-off':
      return now === null || now.domid !== before;
    case 'reboot':
      return now !== null && now.domid !== before && now.activity === 'runs';
    case 'pause':
      return now !== null && now.activity === 'paused';
    case 'resume':
      return now !== null && now.activity === 'runs';
  }
}

/** How the guest's state reads in a sentence: "web1 is …". */
export function stateWords(now: Pick<DomainSighting, 'activity'> | null): string {
  if (now === null) return 'off';
  return {
    runs: 'running',
    paused: 'paused',
    suspended: 'suspended',
    'shut-down': 'shut down',
    crashed: 'crashed',
    dying: 'being taken down',
  }[now.activity];
}
