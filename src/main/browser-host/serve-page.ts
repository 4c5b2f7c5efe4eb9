import { createReadStream } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { contentPolicy, hardeningHeaders } from '../content-policy.ts';
import type { Core } from '../core/core.ts';
import type { Log } from '../core/log.ts';
import { readRendererFile } from '../renderer-files.ts';
import { createSessionGuard } from './session-guard.ts';

export interface BrowserHost {
  /** To be opened once: holds the one-time token. */
  readonly url: string;
  /** Resolves when the page itself was sent for the first time. */
  readonly opened: Promise<void>;
  /** Resolves when the page was sent for the first time, with the scripts and the style it names. */
  readonly sent: Promise<void>;
  close(): Promise<void>;
}

/** What the page talks to, which takes longer to be there than the page itself. */
export interface Behind {
  madeReport: Core['madeReport'];
  /** A browser that may: it came with the cookie, from a page of this host. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  log: Log;
  close(): void;
}

/**
 * Serves the renderer on 127.0.0.1, at once; what is asked of the core waits until that is there.
 * It needs little more than Node itself, so that a browser loads the page while the core is loaded.
 */
export async function servePage(options: {
  rendererRoot: string;
  /** 0: any free one. */
  port: number;
  behind: Promise<Behind>;
}): Promise<BrowserHost> {
  const { rendererRoot, behind } = options;
  let names: string[] = [];
  const { promise: opened, resolve: noteOpened } = Promise.withResolvers<void>();
  const { promise: sent, resolve: noteSent } = Promise.withResolvers<void>();
  const unsent = new Set(['/', ...namedInPage(rendererRoot)]);
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
    const file = readRendererFile(rendererRoot, url.pathname);
    if (!file) return void say(404, 'Not found.');
    response.once('finish', () => {
      if (url.pathname === '/') noteOpened();
      if (unsent.delete(url.pathname) && unsent.size === 0) noteSent();
    });
    response.writeHead(200, { ...headers(), 'Content-Type': file.type }).end(file.body);
  }

  /** Only ever to be saved: a report is no page of the console. */
  async function sendReport(
    id: string,
    response: ServerResponse,
    say: (status: number, text: string) => unknown,
  ): Promise<void> {
    const made = (await behind).madeReport(id);
    if (!made) return void say(404, 'This report is gone. Make it again.');
    response.writeHead(200, {
      ...headers(),
      'Content-Type': made.type,
      'Content-Disposition': `attachment; filename="${made.fileName}"`,
    });
    await pipeline(createReadStream(made.path), response);
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(async (thrown: unknown) => {
      response.destroy();
      (await behind).log.error({ err: thrown, url: request.url }, 'a request failed');
    });
  });

  server.on('upgrade', async (request, socket, head) => {
    const allowed =
      request.url === '/ws' &&
      guard.hostAllowed(request) &&
      guard.originAllowed(request) &&
      guard.signedIn(request);
    if (allowed) (await behind).upgrade(request, socket, head);
    else socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  names = [`127.0.0.1:${port}`, `localhost:${port}`];

  return {
    url: `http://127.0.0.1:${port}/?token=${guard.token}`,
    opened,
    sent,
    async close() {
      (await behind).close();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

/** Paths of the scripts and styles without which the page does nothing. */
function namedInPage(rendererRoot: string): string[] {
  const page = String(readRendererFile(rendererRoot, '/')?.body ?? '');
  return [...page.matchAll(/(?:src|href)="\.(\/assets\/[^"]+\.(?:js|css))"/g)].map(
    ([, path]) => path ?? '',
  );
}
