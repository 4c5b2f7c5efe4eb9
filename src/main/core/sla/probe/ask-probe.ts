import { connect } from 'node:net';
import type { Probe } from '../../../../shared/sla/probe.ts';
import { scriptLine } from '../../shell/command-line.ts';
import type { CommandRunner } from '../../ssh/ssh-port.ts';

/** `why`: in the words of whoever refused. */
export type ProbeAnswer = { up: true } | { up: false; why: string };

/** The user's own command, with a name of ours in the VM's list of processes. */
const script = { name: 'stateroom-probe', text: 'exec /bin/sh -c "$1"' };

/** Asks once. Never rejects; what has not answered within the time is down. */
export async function askProbe(
  probe: Probe,
  timeoutMs: number,
  runner: CommandRunner | null,
): Promise<ProbeAnswer> {
  switch (probe.kind) {
    case 'tcp':
      return askTcp(probe, timeoutMs);
    case 'http':
      return askHttp(probe.url, timeoutMs);
    case 'ssh':
      return runner
        ? askSsh(runner, probe.command, timeoutMs)
        : { up: false, why: 'There is no SSH connection to it.' };
  }
}

const late = (timeoutMs: number): ProbeAnswer => ({
  up: false,
  why: `No answer within ${Math.round(timeoutMs / 1000)} s.`,
});

function askTcp(
  { address, port }: Probe & { kind: 'tcp' },
  timeoutMs: number,
): Promise<ProbeAnswer> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port });
    const end = (answer: ProbeAnswer) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    // Not the socket's own limit: looking its name up counts as well.
    const timer = setTimeout(() => end(late(timeoutMs)), timeoutMs);
    socket.once('connect', () => end({ up: true }));
    socket.once('error', ({ message }) => end({ up: false, why: `${message}.` }));
  });
}

async function askHttp(url: string, timeoutMs: number): Promise<ProbeAnswer> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const { status, statusText, body } = await fetch(url, { redirect: 'manual', signal });
    await body?.cancel();
    if (status >= 200 && status < 400) return { up: true };
    return { up: false, why: `It answered ${`${status} ${statusText}`.trim()}.` };
  } catch (thrown) {
    if (signal.aborted) return late(timeoutMs);
    const { message, cause } = thrown as Error;
    return { up: false, why: `${cause instanceof Error ? cause.message : message}.` };
  }
}

async function askSsh(
  runner: CommandRunner,
  command: string,
  timeoutMs: number,
): Promise<ProbeAnswer> {
  const ran = await runner.exec(scriptLine(script, [command]), {
    timeoutMs,
    asRoot: false,
    maxOutputBytes: 65_536,
  });
  if (!ran.ok) return { up: false, why: ran.error.message };
  const { code, signal, stderr, stdout } = ran.value;
  if (code === 0) return { up: true };
  const said = (stderr.trim() || stdout.trim()).split('\n').at(-1)?.slice(0, 200) ?? '';
  return { up: false, why: `The command ended with ${code ?? signal}${said ? `: ${said}` : ''}.` };
}
