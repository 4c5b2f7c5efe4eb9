import { createServer, type Server, type Socket } from 'node:net';
import type { Connection, ServerChannel, Session } from 'ssh2';
import ssh2 from 'ssh2';
import type { DemoWorld, WorldHost } from '../host/demo-world.ts';
import type { Call } from '../shell/call.ts';
import { runCommandLine, runScript } from '../shell/run-command-line.ts';
import { openAgent } from './agent-client.ts';
import { authenticate } from './authenticate.ts';
import { gatherInput } from './command-input.ts';
import { gatherOutput } from './command-output.ts';
import { serveLines } from './interactive-shell.ts';

/** sshd's own default for MaxSessions. */
const maxSessions = 10;
/** ssh2 insists on a keepalive of its own; once in ten minutes is as good as none. */
const keepaliveMs = 600_000;

/** The SSH server in front of one host. */
export interface HostServer {
  listen(): Promise<number>;
  /** Ends every connection at once, as a cut cable does. */
  cut(): void;
  /** Neither reads nor writes until `thaw`, and takes new connections without a word. */
  freeze(): void;
  thaw(): void;
  close(): Promise<void>;
}

/** `privateKey` of the host is asked for at the first connection only. */
export function createHostServer(
  world: DemoWorld,
  host: WorldHost,
  privateKey: () => string,
): HostServer {
  const sockets = new Set<Socket>();
  let ssh: ssh2.Server | null = null;
  let frozen: Socket[] | null = null;
  let listener: Server | null = null;

  const serve = (socket: Socket) => {
    ssh ??= new ssh2.Server(
      {
        hostKeys: [privateKey()],
        ident: 'OpenSSH_9.2p1 Debian-2+deb12u7',
        keepaliveInterval: keepaliveMs,
      },
      (connection) => serveConnection(world, host, connection),
    );
    ssh.injectSocket(socket);
  };

  const accept = (socket: Socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.once('close', () => sockets.delete(socket));
    // ssh2 listens for errors once it has the socket; until then one must not end the process.
    socket.on('error', () => socket.destroy());
    if (frozen) frozen.push(socket);
    else serve(socket);
  };

  return {
    async listen() {
      const server = createServer(accept);
      listener = server;
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(host.port, '127.0.0.1', resolve);
      });
      const address = server.address();
      if (address === null || typeof address === 'string') throw new Error('no port was given');
      return address.port;
    },
    cut() {
      for (const socket of sockets) socket.resetAndDestroy();
    },
    freeze() {
      frozen ??= [];
      for (const socket of sockets) {
        socket.pause();
        socket.cork();
      }
    },
    thaw() {
      const waiting = frozen ?? [];
      frozen = null;
      for (const socket of sockets) {
        if (waiting.includes(socket)) continue;
        socket.uncork();
        socket.resume();
      }
      for (const socket of waiting) {
        socket.uncork();
        if (!socket.destroyed) serve(socket);
      }
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      const server = listener;
      listener = null;
      if (server) await new Promise((resolve) => server.close(resolve));
    },
  };
}

function serveConnection(world: DemoWorld, host: WorldHost, connection: Connection): void {
  let sessions = 0;
  // Whoever hangs up in the middle of a word is no error of ours.
  connection.on('error', () => {});
  connection.on('authentication', (context) => authenticate(context, world.userKeyBlob));
  connection.on('session', (accept, reject) => {
    if (sessions >= maxSessions) {
      reject();
      return;
    }
    sessions++;
    const session = accept() as Session;
    session.once('close', () => sessions--);
    serveSession(world, host, connection, session);
  });
}

function serveSession(
  world: DemoWorld,
  host: WorldHost,
  connection: Connection,
  session: Session,
): void {
  let forwarded = false;
  let terminal = false;
  session.on('pty', (accept) => {
    terminal = true;
    accept?.();
  });
  session.on('env', (accept) => accept?.());
  session.on('auth-agent', (accept) => {
    forwarded = true;
    accept?.();
  });
  session.on('exec', (accept, _reject, { command }) => {
    void serveCommand(world, host, accept(), command, forwarded ? connection : null);
  });
  session.on('shell', (accept) => {
    void serveShell(world, host, accept(), terminal);
  });
}

/** Runs a line; a bug in a program ends that program with its name on stderr, and nothing else. */
async function runGuarded(call: Omit<Call, 'args'>, line: string): Promise<number> {
  try {
    return await runCommandLine(call, line);
  } catch (error) {
    call.err(`demo host: ${error instanceof Error ? error.stack : String(error)}\n`);
    return 70;
  }
}

/** Somebody logs in by hand. */
async function serveShell(
  world: DemoWorld,
  host: WorldHost,
  channel: ServerChannel,
  terminal: boolean,
): Promise<void> {
  const ending = new AbortController();
  channel.once('close', () => ending.abort());
  channel.on('error', () => ending.abort());
  const { name } = host.sim.plan;
  const status = await serveLines({
    input: channel,
    output: channel,
    terminal,
    welcome: `${name}, a simulated host of Stateroom's demo site. Type help for what it knows.\n`,
    prompt: `root@${name}:~# `,
    signal: AbortSignal.any([ending.signal, host.power.signal]),
    run: (line, write, signal) =>
      runGuarded(
        {
          world,
          host,
          input: { all: async () => '', ended: Promise.resolve() },
          out: write,
          err: terminal ? write : (text) => void channel.stderr.write(text),
          signal,
          openAgent: null,
          runScript,
          runLine: runCommandLine,
        },
        line,
      ),
  });
  if (ending.signal.aborted) return;
  channel.exit(status);
  channel.end();
}

async function serveCommand(
  world: DemoWorld,
  host: WorldHost,
  channel: ServerChannel,
  line: string,
  agentOf: Connection | null,
): Promise<void> {
  const ending = new AbortController();
  channel.once('close', () => ending.abort());
  channel.on('error', () => ending.abort());
  const out = gatherOutput(channel);
  const err = gatherOutput(channel.stderr);
  const call = {
    world,
    host,
    input: gatherInput(channel),
    out: out.write,
    err: err.write,
    signal: AbortSignal.any([ending.signal, host.power.signal]),
    openAgent: agentOf === null ? null : () => openAgent(agentOf),
    runScript,
    runLine: runCommandLine,
  };
  const status = await runGuarded(call, line);
  if (ending.signal.aborted) return;
  out.flush();
  err.flush();
  channel.exit(status);
  channel.end();
}
