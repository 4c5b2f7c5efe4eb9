import sshConfig from 'ssh-config';

/** What has to hold for a directive to count: every one of its conditions. */
export type ConfigCondition =
  | { kind: 'host'; patterns: readonly string[] }
  | { kind: 'match'; criteria: Readonly<Record<string, string>> };

/** One line of an ssh_config, with the Host and Match lines it stands under. */
export interface ConfigDirective {
  /** In lower case, as OpenSSH does not tell cases apart. */
  keyword: string;
  values: readonly string[];
  conditions: readonly ConfigCondition[];
}

export interface ParsedConfig {
  directives: ConfigDirective[];
  /** Lines that could not be read, as `line 7: why`; the rest is used. */
  problems: string[];
}

type Line = ReturnType<typeof sshConfig.parse>[number];

function valuesOf(line: Extract<Line, { param: string }>): string[] {
  return Array.isArray(line.value) ? line.value.map(({ val }) => val) : [line.value];
}

function criteriaOf(criteria: Record<string, string | { val: string }[]>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(criteria).map(([key, value]) => [
      key.toLowerCase(),
      Array.isArray(value) ? value.map(({ val }) => val).join(',') : value,
    ]),
  );
}

/**
 * The library takes a file whole or not at all, so each line is tried first and a torn one (an
 * open quote, a Host without a name) is left out.
 */
function readableLines(text: string): { text: string; problems: string[] } {
  const problems: string[] = [];
  const lines = text.split(/\r\n|\r|\n/).map((line, index) => {
    try {
      sshConfig.parse(line);
      return line;
    } catch (error) {
      problems.push(`line ${index + 1}: ${error instanceof Error ? error.message : error}`);
      return '';
    }
  });
  return { text: lines.join('\n'), problems };
}

/** The text of one ssh_config as a flat list, in order. Include lines are in it as they stand. */
export function parseConfig(text: string): ParsedConfig {
  const readable = readableLines(text.replace(/^\uFEFF/, ''));
  const directives: ConfigDirective[] = [];
  function take(lines: readonly Line[], conditions: readonly ConfigCondition[]): void {
    for (const line of lines) {
      if (!('param' in line) || line.param === '') continue;
      const keyword = line.param.toLowerCase();
      const values = valuesOf(line);
      if (!('config' in line)) {
        directives.push({ keyword, values, conditions });
        continue;
      }
      const condition: ConfigCondition =
        'criteria' in line
          ? { kind: 'match', criteria: criteriaOf(line.criteria) }
          : { kind: 'host', patterns: values };
      // Kept as a directive of its own: the names in Host lines are what suggestions are made of.
      directives.push({ keyword, values, conditions });
      take(line.config, [...conditions, condition]);
    }
  }
  take(sshConfig.parse(readable.text), []);
  return { directives, problems: readable.problems };
}
