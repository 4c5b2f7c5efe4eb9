import type { HostFacts } from '../../../shared/model/host.ts';

/** 4.17, as admins say it; the extra part is for the details. */
export function xenVersion(facts: HostFacts): string {
  return `${facts.xenVersion.major}.${facts.xenVersion.minor}`;
}
