import { scriptTwins } from '../scripts/script-twins.ts';
import { lifecyclePrograms } from '../xl/lifecycle-programs.ts';
import { listPrograms } from '../xl/list-programs.ts';
import { migratePrograms } from '../xl/migrate-programs.ts';
import { tunePrograms } from '../xl/tune-programs.ts';
import { xenstorePrograms } from '../xl/xenstore-programs.ts';
import type { Call, Program } from './call.ts';
import { plainPrograms } from './plain-programs.ts';
import { splitCommandLine } from './split-command-line.ts';

const xlPrograms: Readonly<Record<string, Program>> = {
  ...listPrograms,
  ...lifecyclePrograms,
  ...migratePrograms,
  ...tunePrograms,
};

const help = `This is a host of Stateroom's demo site: it is simulated, and nothing on it is real.
It knows
  xl ${Object.keys(xlPrograms).sort().join(', ')}
  ${[...Object.keys(xenstorePrograms), ...Object.keys(plainPrograms)].sort().join(', ')}
as simple commands; no pipes, redirections, variables or scripts.
`;

const xl: Program = (call) => {
  const [name, ...args] = call.args;
  if (name === undefined || name === 'help') {
    call.out(help);
    return name === undefined ? 1 : 0;
  }
  const program = Object.hasOwn(xlPrograms, name) ? xlPrograms[name] : undefined;
  if (program === undefined) {
    call.err(`command not implemented\n`);
    call.err(help);
    return 1;
  }
  return program({ ...call, args });
};

const programs: Readonly<Record<string, Program>> = {
  ...plainPrograms,
  ...xenstorePrograms,
  xl,
  help: ({ out }) => {
    out(help);
    return 0;
  },
};

/**
 * The console's scripts are known by their text. One that is not known is no guess's business:
 * the script and its twin here have drifted apart, and every test shall see it.
 */
export function runScript(
  call: Call,
  { name, text }: { name: string; text: string },
): number | Promise<number> {
  const twin = scriptTwins.get(text);
  if (twin !== undefined) return twin(call);
  call.err(`sh: the demo host does not know this script (${name})\n`);
  return 127;
}

function run(call: Call, words: readonly string[]): number | Promise<number> {
  const [name = '', ...args] = words;
  if (name === 'exec' || name === 'command' || /^[A-Za-z_][A-Za-z0-9_]*=/.test(name)) {
    return args.length === 0 ? 0 : run(call, args);
  }
  const base = name.replace(/^(?:\/usr)?\/s?bin\//, '');
  if (base === 'sh' && args[0] === '-c') {
    const [, text = '', script = 'sh', ...rest] = args;
    return runScript({ ...call, args: rest }, { name: script, text });
  }
  const program = Object.hasOwn(programs, base) ? programs[base] : undefined;
  if (program !== undefined) return program({ ...call, args });
  call.err(`sh: 1: ${name}: not found\n${help}`);
  return 127;
}

/** Runs what a client asked for as a shell would; the answer is the last command's status. */
export async function runCommandLine(call: Omit<Call, 'args'>, line: string): Promise<number> {
  const split = splitCommandLine(line);
  if (!split.ok) {
    call.err(`sh: 1: Syntax error: no ${split.near} on this host\n${help}`);
    return 2;
  }
  let status = 0;
  for (const { words, runs } of split.commands) {
    if (runs === 'if-succeeded' && status !== 0) continue;
    if (runs === 'if-failed' && status === 0) continue;
    if (call.signal.aborted) return 255;
    status = await run({ ...call, args: [] }, words);
    if (words[0] === 'exec') return status;
  }
  return status;
}
