import { connectHosts } from '../migration/connect-hosts.ts';
import { liveMove } from '../migration/live-move.ts';
import { moveLines } from '../migration/move-lines.ts';
import { newCopy } from '../migration/move-progress.ts';
import { parseSshCommand } from '../migration/ssh-command.ts';
import type { Program } from '../shell/call.ts';
import { splitCommandLine } from '../shell/split-command-line.ts';
import { invalidDomain } from './list-programs.ts';
import { parseOptions } from './parse-options.ts';

/** `xl migrate [-s SSH] DOMAIN HOST`, which goes on when nobody listens to it any more. */
const migrate: Program = async (call) => {
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
  const { world, host: source } = call;
  const domain = source.sim.find(name);
  const say = (line: string) => call.err(`${line}\n`);
  if (domain === null) {
    call.err(invalidDomain(name));
    return 1;
  }
  const copy = newCopy(call);
  const ssh = options.value('s') ?? 'ssh';
  const split = splitCommandLine(ssh === '' ? host : `${ssh} ${host} xl migrate-receive`);
  const words = split.ok ? (split.commands[0]?.words ?? []) : [];
  const command = parseSshCommand(words.slice(words[0] === 'exec' ? 2 : 1));
  const connected = command === null ? null : await connectHosts(call, command);
  if (!connected?.ok) {
    for (const line of connected?.lines ?? ['sh: 1: Syntax error']) say(line);
    moveLines.noBanner(copy.pid).forEach(say);
    return 1;
  }
  const link = new AbortController().signal;
  const { target } = connected;
  return liveMove({ world, source, target, domain, copy, link, verbose: false, say });
};

/** What of xl moves domains. */
export const migratePrograms: Readonly<Record<string, Program>> = { migrate };
