import { randomBytes } from 'node:crypto';
import type { DemoWorld, WorldHost } from '../host/demo-world.ts';
import type { Call } from '../shell/call.ts';
import type { AgentClient } from '../ssh/agent-client.ts';
import { verifies } from '../ssh/authenticate.ts';
import { checkHostKey } from './check-host-key.ts';
import type { SshCommand } from './ssh-command.ts';

type Connected = { ok: true; target: WorldHost } | { ok: false; lines: string[] };

/** How long ssh waits for a host that is off, in seconds of the site. */
const unreachableSeconds = 3;

function refuse(...lines: string[]): Connected {
  return { ok: false, lines };
}

function find(world: DemoWorld, { host, port }: SshCommand): WorldHost | null {
  const here = (one: WorldHost) =>
    (port === 22 && (one.sim.plan.address === host || one.sim.plan.name === host)) ||
    (port === one.port && (host === '127.0.0.1' || host === 'localhost'));
  return world.hosts.find(here) ?? null;
}

function sshString(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** What an SSH client signs in order to log in (RFC 4252, section 7). */
function loginRequest(user: string, blob: Buffer): Buffer {
  const type = blob.subarray(4, 4 + blob.readUInt32BE(0)).toString();
  return Buffer.concat([
    sshString(randomBytes(32)),
    Buffer.from([50]),
    sshString(user),
    sshString('ssh-connection'),
    sshString('publickey'),
    Buffer.from([1]),
    sshString(type),
    sshString(blob),
  ]);
}

/** True when the agent signs with the one key that root's authorized_keys names at the target. */
async function logsIn(agent: AgentClient, user: string, authorized: string): Promise<boolean> {
  try {
    const offered = await agent.identities();
    if (!offered.includes(authorized)) return false;
    const blob = Buffer.from(authorized, 'base64');
    const data = loginRequest(user, blob);
    return verifies(blob, data, await agent.sign(authorized, data));
  } catch {
    return false;
  } finally {
    agent.close();
  }
}

/**
 * One host's ssh to another one: finds it, checks its host key against the known_hosts files that
 * the command names, and logs in with a key of the agent that the console forwards. There is no
 * key on the hosts themselves. `lines` are OpenSSH's own.
 */
export async function connectHosts(call: Call, command: SshCommand): Promise<Connected> {
  const { world, host: source } = call;
  const { host, port, user } = command;
  const target = find(world, command);
  if (target === null) {
    const somewhere = /^[0-9.:a-f]+$/i.test(host);
    if (!somewhere) {
      return refuse(`ssh: Could not resolve hostname ${host}: Name or service not known`);
    }
    const known = world.hosts.some(({ sim }) => sim.plan.address === host);
    return refuse(
      `ssh: connect to host ${host} port ${port}: ${known ? 'Connection refused' : 'No route to host'}`,
    );
  }
  if (!target.up) {
    await world.clock.wait(unreachableSeconds, call.signal);
    return refuse(`ssh: connect to host ${host} port ${port}: No route to host`);
  }
  const mistrust = checkHostKey(command, target.hostKey, (path) => source.sim.files.read(path));
  if (mistrust !== null) return { ok: false, lines: mistrust };
  const agent = await call.openAgent?.().catch(() => null);
  const authorized = user === 'root' ? world.userKeyBlob : '';
  if (!agent || !(await logsIn(agent, user, authorized))) {
    return refuse(`${user}@${host}: Permission denied (publickey).`);
  }
  return { ok: true, target };
}
