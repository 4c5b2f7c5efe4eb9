import { createReadStream } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import { splitSnapshot } from '../../shared/contract/snapshot-parts.ts';
import type { SiteSnapshot } from '../../shared/model/site.ts';
import { ok } from '../../shared/result.ts';
import { contentPolicy, hardeningHeaders } from '../content-policy.ts';
import type { Core } from '../core/core.ts';
import type { Log } from '../core/log.ts';
import { readRendererFile } from '../renderer-files.ts';
import { createSessionGuard } from './session-guard.ts';

export interface BrowserHost {
  /** To be opened once: holds the one-time token. */
  readonly url: string;
  close(): Promise<void>;
}

const requestSchema = z.object({ id: z.number(), method: z.string(), input: z.unknown() }).strict();

/** A browser that takes no deltas for so long that this much waits is cut off; it resyncs. */
const maxBufferedBytes = 64 * 1024 * 1024;

/**
 * Serves the renderer and the core on 127.0.0.1.
 * Wire: `{id, method, input}` in, `{id, result}` and `{delta}` out, JSON text frames. Before a
 * snapshot's result come its hosts and VMs, in any number of `{id, part}`.
 */
export async function serveCore(options: {
  core: Core;
  rendererRoot: string;
  /** 0: any free one. */
  port: number;
  log: Log;
}): Promise<BrowserHost> {
  const { core, rendererRoot, log } = options;
  let names: string[] = [];
  const guard = createSessionGuard(() => names);
  const headers = () => ({
    ...hardeningHeaders,
    'Content-Security-Policy': contentPolicy(names.map((name) => `ws://${name}`).join(' ')),
    'Cache-Control': 'no-store',
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const say = (status: number, text: string) =>
      response
        .writeHead(status, { ...headers(), 'Content-Type': 'text/plain; charset=utf-8' })
        .end(`${text}\n`);
    if (!guard.hostAllowed(request)) return void say(403, 'Wrong Host header.');
    if (request.method !== 'GET') return void say(405, 'Only GET.');
    const url = new URL(request.url ?? '/', `http://${names[0]}`);
    const token = url.searchParams.get('token');
    if (token !== null && !guard.signedIn(request)) {
      const cookie = guard.redeem(token);
      if (!cookie)
        return void say(403, 'This link was used before. Start Stateroom again for a new one.');
      return void response
        .writeHead(303, { ...headers(), 'Set-Cookie': cookie, Location: '/' })
        .end();
    }
    if (!guard.signedIn(request)) {
      return void say(403, 'Open the link that Stateroom printed when it started.');
    }
    const report = /^\/reports\/([\w-]+)$/.exec(url.pathname)?.[1];
    if (report !== undefined) return sendReport(report, response, say);
    const file = await readRendererFile(rendererRoot, url.pathname);
    if (!file) return void say(404, 'Not found.');
    response.writeHead(200, { ...headers(), 'Content-Type': file.type }).end(file.body);
  }

  /** Only ever to be saved: a report is no page of the console. */
  async function sendReport(
    id: string,
    response: ServerResponse,
    say: (status: number, text: string) => unknown,
  ): Promise<void> {
    const made = core.madeReport(id);
    if (!made) return void say(404, 'This report is gone. Make it again.');
    response.writeHead(200, {
      ...headers(),
      'Content-Type': made.type,
      'Content-Disposition': `attachment; filename="${made.fileName}"`,
    });
    await pipeline(createReadStream(made.path), response);
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((thrown: unknown) => {
      log.error({ err: thrown, url: request.url }, 'a request failed');
      response.destroy();
    });
  });
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 4 * 1024 * 1024 });

  server.on('upgrade', (request, socket, head) => {
    const allowed =
      request.url === '/ws' &&
      guard.hostAllowed(request) &&
      guard.originAllowed(request) &&
      guard.signedIn(request);
    if (!allowed) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (client) => attach(client));
  });

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
    const result = await core.invoke(method, input);
    const send = (message: unknown) => {
      if (client.readyState === client.OPEN) client.send(JSON.stringify(message));
    };
    if (method !== 'site.snapshot' || !result.ok) return send({ id, result });
    // The one answer that is large: the page reads its begin while its end is still written.
    const { parts, rest } = splitSnapshot(result.value as SiteSnapshot);
    for (const part of parts) {
      send({ id, part });
      await nextTurn();
    }
    send({ id, result: ok(rest) });
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  names = [`127.0.0.1:${port}`, `localhost:${port}`];

  return {
    url: `http://127.0.0.1:${port}/?token=${guard.token}`,
    async close() {
      for (const client of sockets.clients) client.terminate();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
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
