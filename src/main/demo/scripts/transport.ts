import type { WorldHost } from '../host/demo-world.ts';
import { connectHosts } from '../migration/connect-hosts.ts';
import { parseSshCommand } from '../migration/ssh-command.ts';
import type { Call } from '../shell/call.ts';
import type { ScriptCall } from './console-scripts.ts';
import { consoleScripts, scriptCallOf, unescaped } from './console-scripts.ts';

type Arrived =
  | { readonly ok: true; readonly target: WorldHost; readonly remote: ScriptCall }
  /** ssh's own lines. */
  | { readonly ok: false; readonly lines: readonly string[] };

/** Runs one of core/migration/transport-line.ts: as far as the login, and what is to run there. */
export async function arrive(call: Call, line: string): Promise<Arrived> {
  const outer = scriptCallOf(line);
  const [, ssh, ...words] = outer?.args ?? [];
  const command = ssh === 'ssh' ? parseSshCommand(words) : null;
  if (outer?.text !== consoleScripts.transport || command === null) {
    return { ok: false, lines: ['sh: the demo host does not know this transport'] };
  }
  const inner = scriptCallOf(command.command.join(' '));
  const remote =
    inner?.text === consoleScripts.atTarget ? scriptCallOf(unescaped(inner.args[0] ?? '')) : null;
  const connected = await connectHosts(call, command);
  if (!connected.ok) return connected;
  return remote === null
    ? { ok: false, lines: ['sh: the demo host does not know this command'] }
    : { ok: true, target: connected.target, remote };
}
