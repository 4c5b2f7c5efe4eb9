import { glob, readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { type ConfigDirective, parseConfig } from './config-directives.ts';

/** Where the user's configuration is. Parameters, so that nothing reads another user's by accident. */
export interface ConfigPlace {
  /** e.g. /home/ada/.ssh/config; need not exist. */
  path: string;
  home: string;
}

export interface UserConfig {
  directives: readonly ConfigDirective[];
  /** What could not be read or understood, as `file: why`. */
  problems: readonly string[];
}

/** OpenSSH's own limit; a file that includes itself ends there. */
const deepestInclude = 16;
/** More than any real configuration; a glob over a large tree ends there. */
const mostFiles = 256;

async function matchingFiles(pattern: string, home: string): Promise<string[]> {
  const expanded = pattern.replace(/^~(?=\/|$)/, home);
  const absolute = isAbsolute(expanded) ? expanded : join(home, '.ssh', expanded);
  const files: string[] = [];
  for await (const file of glob(absolute)) {
    files.push(file);
    if (files.length >= mostFiles) break;
  }
  return files.sort();
}

/**
 * Reads the configuration and everything it includes. Never fails: what cannot be read is in
 * `problems`, and a file that is not there is an empty one.
 */
export async function readConfig(place: ConfigPlace): Promise<UserConfig> {
  const problems: string[] = [];
  let files = 0;

  async function read(path: string, depth: number): Promise<ConfigDirective[]> {
    let text: string;
    try {
      text = await readFile(path, 'utf8');
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? String(error);
      if (code !== 'ENOENT') problems.push(`${path}: it cannot be read (${code})`);
      return [];
    }
    const parsed = parseConfig(text);
    problems.push(...parsed.problems.map((problem) => `${path}: ${problem}`));
    const all: ConfigDirective[] = [];
    for (const directive of parsed.directives) {
      if (directive.keyword === 'include') all.push(...(await include(path, directive, depth)));
      else all.push(directive);
    }
    return all;
  }

  /** What is included counts only where the Include line itself would. */
  async function include(
    path: string,
    directive: ConfigDirective,
    depth: number,
  ): Promise<ConfigDirective[]> {
    if (depth >= deepestInclude) {
      problems.push(`${path}: Include goes deeper than ${deepestInclude} files`);
      return [];
    }
    const included: ConfigDirective[] = [];
    for (const pattern of directive.values) {
      for (const file of await matchingFiles(pattern, place.home)) {
        if (++files > mostFiles) {
          problems.push(`${path}: more than ${mostFiles} files are included`);
          return included;
        }
        included.push(...(await read(file, depth + 1)));
      }
    }
    return included.map((one) => ({
      ...one,
      conditions: [...directive.conditions, ...one.conditions],
    }));
  }

  return { directives: await read(place.path, 0), problems };
}
