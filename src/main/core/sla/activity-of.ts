import type { UsageReading } from '../xen/toolstack.ts';
import type { Activity } from './judge-reading.ts';

/** The letters `r` and `b` of `xl list`, by domid; neither: it could run, and no pCPU was free. */
export function activityOf(domains: UsageReading['domains']): Map<number, Activity> {
  return new Map(
    domains.map(({ domid, state }) => [
      domid,
      state[0] === 'r' ? 'running' : state[1] === 'b' ? 'blocked' : 'waiting',
    ]),
  );
}
