import { connectHosts } from '../migration/connect-hosts.ts';
import { liveMove } from '../migration/live-move.ts';
import { moveLines } from '../migration/move-lines.ts';
import { SteadyCopy } from '../migration/move-progress.ts';
import { parseSshCommand } from '../migration/ssh-command.ts';
import type { Call, Program } from '../shell/call.ts';
import { splitCommandLine } from '../shell/split-command-line.ts';
import { invalidDomain } from './list-programs.ts';
import { parseOptions } from './parse-options.ts';

let lastPid = 400;

/**
 * `xl migrate [-s SSH] DOMAIN HOST`. `killed`: when xl itself gets a signal; that its output has
 * nowhere to go is no reason for it to stop. `copy` tells how far it has come.
 */
export async function xlMigrate(
  call: Call,
  killed: AbortSignal,
  copy: SteadyCopy,
): Promise<number> {
  const options = parseOptions(call.args, {
    s: true,
    C: true,
    F: false,
    e: false,
    p: false,
    D: false,
    debug: false,
    live: false,
  });
  if (!options.ok) return options.refuse(call);
  const [name = '', host = ''] = options.rest;
  const domain = call.host.sim.find(name);
  const say = (line: string) => call.err(`${line}\n`);
  if (domain === null) {
    call.err(invalidDomain(name));
    return 1;
  }
  const ssh = options.value('s') ?? 'ssh';
  const line = ssh === '' ? host : `${ssh} ${host} xl migrate-receive`;
  const split = splitCommandLine(line);
  const words = split.ok ? (split.commands[0]?.words ?? []) : [];
  const command = parseSshCommand(words[0] === 'exec' ? words.slice(2) : words.slice(1));
  if (command === null) {
    say(`sh: 1: Syntax error in: ${line}`);
    moveLines.noBanner(copy.pid).forEach(say);
    return 1;
  }
  const connected = await connectHosts(call, command);
  if (!connected.ok) {
    connected.lines.forEach(say);
    moveLines.noBanner(copy.pid).forEach(say);
    return 1;
  }
  const { world, host: source } = call;
  return liveMove({ world, source, target: connected.target, domain, copy, killed, say });
}

/** A copy that has not begun, with the process id that xl's transport would have. */
export function newCopy(call: Call): SteadyCopy {
  lastPid += 2;
  return new SteadyCopy(lastPid, call.world.clock.now);
}

const migrate: Program = (call) => xlMigrate(call, call.host.power.signal, newCopy(call));

/** What of xl moves domains. */
export const migratePrograms: Readonly<Record<string, Program>> = { migrate };
