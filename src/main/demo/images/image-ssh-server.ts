import { createServer, type Server, type Socket } from 'node:net';
import type { Connection, ServerChannel, Session } from 'ssh2';
import ssh2 from 'ssh2';
import { authenticate } from '../ssh/authenticate.ts';
import { gatherInput } from '../ssh/command-input.ts';
import { gatherOutput } from '../ssh/command-output.ts';
import type { DemoImageServer } from './demo-server.ts';
import { serverCommandOf } from './server-twins.ts';

/** ssh2 insists on a keepalive of its own; once in ten minutes is as good as none. */
const keepaliveMs = 600_000;

/** The SSH server in front of the demo's image server. */
export interface ImageSshServer {
  listen(): Promise<number>;
  /** Ends every connection at once, as a cut cable does. */
  cut(): void;
  close(): Promise<void>;
}

export function createImageSshServer(options: {
  server: DemoImageServer;
  privateKey: string;
  userKeyBlob: string;
}): ImageSshServer {
  const sockets = new Set<Socket>();
  const ssh = new ssh2.Server(
    {
      hostKeys: [options.privateKey],
      ident: 'OpenSSH_9.2p1 Debian-2+deb12u7',
      keepaliveInterval: keepaliveMs,
    },
    serve,
  );
  let listener: Server | null = null;

  function serve(connection: Connection): void {
    // Whoever hangs up in the middle of a word is no error of ours.
    connection.on('error', () => {});
    connection.on('authentication', (context) => authenticate(context, options.userKeyBlob));
    connection.on('session', (accept) => {
      const session = accept() as Session;
      session.on('env', (agree) => agree?.());
      session.on('exec', (agree, _refuse, { command }) => void run(agree(), command));
    });
  }

  async function run(channel: ServerChannel, line: string): Promise<void> {
    channel.on('error', () => {});
    const out = gatherOutput(channel);
    const err = gatherOutput(channel.stderr);
    const command = serverCommandOf(line);
    const streaming = command?.root === options.server.root ? command.streaming : null;
    const input = streaming ? '' : await gatherInput(channel).all();
    let status = 0;
    if (command) {
      out.write(command.marker);
      err.write(command.marker);
    }
    if (command && streaming) {
      const gone = new AbortController();
      channel.once('close', () => gone.abort());
      const { server } = options;
      const { write, flush } = out;
      await streaming({
        server,
        args: command.args,
        input: channel,
        out: write,
        flush,
        signal: gone.signal,
      });
      if (gone.signal.aborted) return;
    } else if (command?.program && command.root === options.server.root) {
      const { program, args } = command;
      program({ server: options.server, args, input, out: out.write });
    } else if (command?.program) out.write('problem no-root\n');
    else {
      err.write(`sh: the demo's image server does not know this: ${command?.name ?? line}\n`);
      status = 127;
    }
    out.flush();
    err.flush();
    channel.exit(status);
    channel.end();
  }

  return {
    async listen() {
      const server = createServer((socket) => {
        sockets.add(socket);
        socket.setNoDelay(true);
        socket.once('close', () => sockets.delete(socket));
        socket.on('error', () => socket.destroy());
        ssh.injectSocket(socket);
      });
      listener = server;
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(0, '127.0.0.1', resolve);
      });
      const address = server.address();
      if (address === null || typeof address === 'string') throw new Error('no port was given');
      return address.port;
    },
    cut() {
      for (const socket of sockets) socket.resetAndDestroy();
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      const server = listener;
      listener = null;
      if (server) await new Promise((resolve) => server.close(resolve));
    },
  };
}
