import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import type { TextPieces } from '../../shared/contract/snapshot-parts.ts';
import type { Core } from '../core/core.ts';
import type { Log } from '../core/log.ts';
import type { Behind } from './serve-page.ts';

const requestSchema = z.object({ id: z.number(), method: z.string(), input: z.unknown() }).strict();

/** A browser that takes no deltas for so long that this much waits is cut off; it resyncs. */
const maxBufferedBytes = 64 * 1024 * 1024;

/**
 * The core behind the page.
 * Wire: `{id, method, input}` in, `{id, result}` and `{delta}` out, JSON text frames. Before a
 * snapshot's result come its hosts and VMs, in any number of `{id, part}`.
 */
export function serveCore({ core, log }: { core: Core; log: Log }): Behind {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 4 * 1024 * 1024 });

  function attach(client: WebSocket): void {
    const unsubscribe = core.subscribe((delta) => {
      if (client.bufferedAmount > maxBufferedBytes) client.terminate();
      else client.send(JSON.stringify({ delta }));
    });
    client.on('close', unsubscribe);
    client.on('error', (error) => log.warn({ err: error }, 'a browser connection failed'));
    client.on('message', (data) => void respond(client, data));
  }

  async function respond(client: WebSocket, data: RawData): Promise<void> {
    const request = requestSchema.safeParse(parseJson(String(data)));
    if (!request.success) return client.close(1008, 'not a request');
    const { id, method, input } = request.data;
    const send = (text: string | Uint8Array) => {
      if (client.readyState === client.OPEN) client.send(text, { binary: false });
    };
    // The one answer that is large: the page reads its begin while its end is still read itself.
    const result =
      method === 'site.snapshot'
        ? await core.snapshotInParts((part) => send(bytesOf([`{"id":${id},"part":`, ...part, '}'])))
        : await core.invoke(method, input);
    if (result) send(JSON.stringify({ id, result }));
    // The page connects again, and asks again.
    else client.close(1012, 'another site');
  }

  return {
    madeReport: core.madeReport,
    upgrade: (request, socket, head) => sockets.handleUpgrade(request, socket, head, attach),
    log,
    close() {
      for (const client of sockets.clients) client.terminate();
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function bytesOf(text: TextPieces): Uint8Array {
  return Buffer.concat(
    text.map((piece) => (typeof piece === 'string' ? Buffer.from(piece) : piece)),
  );
}
