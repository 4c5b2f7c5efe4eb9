import type { ConfigDirective } from './config-directives.ts';
import { type ConfigPlace, readConfig } from './read-config.ts';
import { resolveConfig } from './resolve-config.ts';

export interface HostSuggestion {
  alias: string;
  address: string;
  port: number;
  user: string;
}

/** A name that stands for one host: no pattern, nothing that could not be an address. */
const plainName = /^[^*?!\s,]+$/;

/** The hosts that a configuration names, each once, in its order. */
export function suggestHosts(
  directives: readonly ConfigDirective[],
  at: { localUser: string; home: string; env: Readonly<Record<string, string | undefined>> },
): HostSuggestion[] {
  const names = directives
    .filter(({ keyword }) => keyword === 'host')
    .flatMap(({ values }) => values)
    .filter((name) => plainName.test(name));
  return [...new Set(names)].map((alias) => {
    const resolved = resolveConfig(directives, { ...at, host: alias, user: null });
    return {
      alias,
      address: resolved.hostName,
      port: resolved.port ?? 22,
      user: resolved.user ?? at.localUser,
    };
  });
}

/** For `hosts.suggestions`. `problem`: what of the configuration could not be used; null: nothing. */
export async function hostSuggestions(
  place: ConfigPlace,
  localUser: string,
): Promise<{ hosts: HostSuggestion[]; problem: string | null }> {
  const config = await readConfig(place);
  return {
    hosts: suggestHosts(config.directives, { localUser, home: place.home, env: process.env }),
    problem: config.problems.length > 0 ? config.problems.join('\n') : null,
  };
}
