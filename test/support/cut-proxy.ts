import { connect, createServer, type Socket } from 'node:net';

/** A TCP proxy on 127.0.0.1 that can be made to fail as networks do. */
export interface CutProxy {
  readonly port: number;
  /** Connections that came so far. */
  accepted(): number;
  /** Bytes that came back so far, over all of them. */
  answered(): number;
  /** Ends all connections, and refuses new ones until `mend`. */
  cut(): void;
  /** Nothing passes any more, in either direction, and nobody is told. */
  swallow(): void;
  /** New connections pass again. */
  mend(): void;
  close(): Promise<void>;
}

export async function startCutProxy(to: number): Promise<CutProxy> {
  const pairs = new Set<[Socket, Socket]>();
  let refuses = false;
  let accepted = 0;
  let answered = 0;
  const server = createServer((client) => {
    accepted++;
    client.on('error', () => {});
    if (refuses) {
      client.destroy();
      return;
    }
    const upstream = connect(to, '127.0.0.1');
    upstream.on('error', () => client.destroy());
    upstream.on('data', (chunk) => {
      answered += chunk.length;
    });
    const pair: [Socket, Socket] = [client, upstream];
    pairs.add(pair);
    const over = () => {
      pairs.delete(pair);
      client.destroy();
      upstream.destroy();
    };
    client.on('close', over);
    upstream.on('close', over);
    client.pipe(upstream);
    upstream.pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  function cut(): void {
    refuses = true;
    for (const pair of pairs) for (const socket of pair) socket.destroy();
  }
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    accepted: () => accepted,
    answered: () => answered,
    cut,
    swallow() {
      for (const [client, upstream] of pairs) {
        client.unpipe(upstream);
        upstream.unpipe(client);
        // What was on its way is read and dropped, so that neither side sees a full buffer.
        client.resume();
        upstream.resume();
      }
    },
    mend() {
      refuses = false;
    },
    async close() {
      cut();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
