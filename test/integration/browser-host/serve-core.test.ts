import { mkdtempSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { serveCore } from '../../../src/main/browser-host/serve-core.ts';
import { type BrowserHost, servePage } from '../../../src/main/browser-host/serve-page.ts';
import type { Core } from '../../../src/main/core/core.ts';
import type { MadeReport } from '../../../src/main/core/reports/report-desk.ts';
import { emptySite } from '../../../src/shared/model/apply-event.ts';
import type { SiteDelta } from '../../../src/shared/model/site.ts';
import { ok } from '../../../src/shared/result.ts';
import { recordingLog } from '../../support/quiet-log.ts';
import { until } from '../../support/until.ts';

let host: BrowserHost;
let publish: (delta: SiteDelta) => void;
let listeners: number;

let report: MadeReport;
let snapshot: Core['snapshotInParts'];

const core: Core = {
  invoke: async (method, input) => ok({ method, input }),
  subscribe(listener) {
    publish = listener;
    listeners += 1;
    return () => {
      listeners -= 1;
    };
  },
  opened: Promise.resolve(),
  snapshotInParts: (send) => snapshot(send),
  madeReport: (id) => (id === 'r-1' ? report : null),
  close: async () => {},
};

beforeEach(async () => {
  listeners = 0;
  const root = mkdtempSync(join(tmpdir(), 'stateroom-renderer-'));
  writeFileSync(join(root, 'index.html'), '<!doctype html><title>Stateroom</title>');
  const path = join(root, 'made');
  writeFileSync(path, '<h1>Site inventory</h1>');
  report = { path, fileName: 'site.html', type: 'text/html; charset=utf-8' };
  const behind = Promise.resolve(serveCore({ core, log: recordingLog() }));
  host = await servePage({ rendererRoot: root, port: 0, behind });
});
afterEach(() => host.close());

function get(path: string, headers: Record<string, string> = {}) {
  const { hostname, port } = new URL(host.url);
  return new Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; body: string }>(
    (resolve, reject) => {
      request({ hostname, port, path, headers }, (response) => {
        let body = '';
        response.on('data', (chunk) => {
          body += chunk;
        });
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
        );
      })
        .on('error', reject)
        .end();
    },
  );
}

async function signIn(): Promise<string> {
  const { pathname, search } = new URL(host.url);
  const response = await get(pathname + search);
  expect(response.status).toBe(303);
  return String(response.headers['set-cookie']).split(';')[0] ?? '';
}

function dial(headers: Record<string, string>): Promise<WebSocket | string> {
  const socket = new WebSocket(`ws://${new URL(host.url).host}/ws`, { headers });
  return new Promise((resolve) => {
    socket.on('open', () => resolve(socket));
    socket.on('error', (error) => resolve(error.message));
  });
}

const origin = () => `http://${new URL(host.url).host}`;

describe('a report in the browser host', () => {
  it('goes to the signed-in browser alone, and only as a file to save', async () => {
    expect((await get('/reports/r-1')).status).toBe(403);
    const answer = await get('/reports/r-1', { cookie: await signIn() });
    expect(answer).toMatchObject({ status: 200, body: '<h1>Site inventory</h1>' });
    expect(answer.headers['content-disposition']).toBe('attachment; filename="site.html"');
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
  });

  it('is not found under any other name', async () => {
    const cookie = await signIn();
    for (const path of ['/reports/r-2', '/reports/', '/reports/r-1/x', '/reports/..%2fmade']) {
      expect((await get(path, { cookie })).status).toBe(404);
    }
  });
});

describe('the browser host', () => {
  it('shows nothing without its link', async () => {
    expect((await get('/')).status).toBe(403);
    expect((await get('/?token=guess')).status).toBe(403);
  });

  it('trades its link once for a cookie that no script and no other site can use', async () => {
    const { pathname, search } = new URL(host.url);
    const first = await get(pathname + search);
    expect(String(first.headers['set-cookie'])).toMatch(/HttpOnly; SameSite=Strict/);
    expect((await get(pathname + search)).status).toBe(403);
  });

  it('serves the page with its policy to the browser that signed in', async () => {
    const cookie = await signIn();
    const page = await get('/', { cookie });
    expect(page.status).toBe(200);
    expect(page.body).toContain('Stateroom');
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    expect((await get('/../package.json', { cookie })).status).toBe(404);
  });

  it('answers no page that calls it by another name', async () => {
    const cookie = await signIn();
    expect((await get('/', { cookie, host: 'rebound.example' })).status).toBe(403);
  });

  it('opens its socket only to its own page with its own cookie', async () => {
    const cookie = await signIn();
    expect(await dial({ cookie, origin: 'https://evil.example' })).toMatch(/403/);
    expect(await dial({ cookie })).toMatch(/403/);
    expect(await dial({ origin: origin() })).toMatch(/403/);
    expect(await dial({ cookie, origin: origin() })).toBeInstanceOf(WebSocket);
  });

  it('sends the site in parts, and has the page ask anew for one that is no more', async () => {
    const cookie = await signIn();
    const asked = async () => {
      const socket = await dial({ cookie, origin: origin() });
      if (typeof socket === 'string') throw new Error(socket);
      const received: unknown[] = [];
      socket.on('message', (data) => {
        received.push(JSON.parse(String(data)));
        if (received.length === 3) socket.close();
      });
      const closed = new Promise<number>((resolve) => socket.on('close', resolve));
      socket.send(JSON.stringify({ id: 7, method: 'site.snapshot', input: {} }));
      return { code: await closed, received };
    };
    const part = ['{"hosts":{', Buffer.from('"zürich":1'), '}}'];
    const came = { id: 7, part: { hosts: { zürich: 1 } } };
    const rest = { seq: 1, state: emptySite };
    snapshot = async (send) => {
      send(part);
      send(part);
      return ok(rest);
    };
    const whole = await asked();
    expect(whole.received).toEqual([came, came, { id: 7, result: { ok: true, value: rest } }]);
    snapshot = async (send) => {
      send(part);
      return null;
    };
    expect(await asked()).toEqual({ code: 1012, received: [came] });
  });

  it('carries calls in and deltas out, and forgets a browser that left', async () => {
    const socket = await dial({ cookie: await signIn(), origin: origin() });
    if (typeof socket === 'string') throw new Error(socket);
    const received: unknown[] = [];
    const bothCame = new Promise<void>((resolve) => {
      socket.on('message', (data) => {
        received.push(JSON.parse(String(data)));
        if (received.length === 2) resolve();
      });
    });
    socket.send(JSON.stringify({ id: 1, method: 'hosts.connect', input: { hostId: 'h1' } }));
    publish({ seq: 1, events: [] });
    await bothCame;
    expect(received).toContainEqual({ delta: { seq: 1, events: [] } });
    expect(received).toContainEqual({
      id: 1,
      result: { ok: true, value: { method: 'hosts.connect', input: { hostId: 'h1' } } },
    });
    const left = new Promise((resolve) => socket.on('close', resolve));
    socket.send('{torn');
    await left;
    await until(() => listeners === 0, 'the browser forgotten');
  });
});
