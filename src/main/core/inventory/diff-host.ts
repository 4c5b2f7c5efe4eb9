import type { AppError } from '../../../shared/app-error.ts';
import type { Host, HostFacts } from '../../../shared/model/host.ts';
import type { SiteEvent } from '../../../shared/model/site.ts';

/** Two looks at one pair of clocks differ by the network's moods; less than this is no news. */
const skewNoiseMs = 500;

function calmed(before: HostFacts | null, facts: HostFacts): HostFacts {
  if (!before || Math.abs(before.clockSkewMs - facts.clockSkewMs) > skewNoiseMs) return facts;
  return { ...facts, clockSkewMs: before.clockSkewMs };
}

/** What a look at a host found; what is left out stays as it is known. */
export interface HostNews {
  toolstack?: Host['toolstack'];
  facts?: HostFacts;
  usage?: NonNullable<Host['usage']>;
  problems?: readonly AppError[];
}

/** One event with the host as it is now, or none where nothing about it is new. */
export function diffHost(host: Host, news: HostNews): SiteEvent[] {
  const { problems: _before, ...rest } = host;
  const problems = news.problems ?? host.problems ?? [];
  const next: Host = {
    ...rest,
    toolstack: news.toolstack ?? host.toolstack,
    facts: news.facts ? calmed(host.facts, news.facts) : host.facts,
    usage: news.usage ?? host.usage,
    ...(problems.length > 0 ? { problems: [...problems] } : {}),
  };
  const isNews = JSON.stringify([next.toolstack, next.facts, next.usage, problems]);
  const isKnown = JSON.stringify([host.toolstack, host.facts, host.usage, host.problems ?? []]);
  return isNews === isKnown ? [] : [{ type: 'host-put', host: next }];
}
