import type { BreachCause } from './sla-overview.ts';

const causes: Readonly<Record<BreachCause, string>> = {
  contention: 'its host was full',
  cap: 'its own cap held it',
  vcpus: 'it has too few vCPUs',
  off: 'it was off',
  crashed: 'it had crashed',
  paused: 'it was paused',
  unreachable: 'it did not answer',
  pause: 'a move stopped it for longer than promised',
};

/** Why a promise was broken, in words. */
export function causeText(cause: BreachCause): string {
  return causes[cause];
}
