import { type ConfigPlace, readConfig, type UserConfig } from './read-config.ts';

/** The user's configuration, read anew when it was last read more than a moment ago. */
export interface ConfigReader {
  read(place: ConfigPlace): Promise<UserConfig>;
}

/** Long enough for a thousand hosts that start together, short enough for an edit to count. */
const freshMs = 2_000;

export function createConfigReader(now: () => number = Date.now): ConfigReader {
  const known = new Map<string, { at: number; config: Promise<UserConfig> }>();
  return {
    read(place) {
      const key = JSON.stringify([place.path, place.home]);
      const found = known.get(key);
      if (found && Math.abs(now() - found.at) < freshMs) return found.config;
      const config = readConfig(place);
      known.set(key, { at: now(), config });
      return config;
    },
  };
}
