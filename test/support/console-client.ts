import { WebSocket } from 'ws';
import type { SiteDelta } from '../../src/shared/model/site.ts';
import type { Result } from '../../src/shared/result.ts';
import { mirrorSite, type SiteMirror } from './site-mirror.ts';

/** Signs in to a running console, as its page does. */
export interface ConsoleClient extends SiteMirror {
  close(): void;
}

async function signIn(url: string): Promise<string> {
  const response = await fetch(url, { redirect: 'manual' });
  const cookie = response.headers.get('set-cookie')?.split(';')[0];
  if (!cookie) throw new Error(`the console did not let us in: ${response.status}`);
  return cookie;
}

export async function connectClient(url: string): Promise<ConsoleClient> {
  const { host } = new URL(url);
  const cookie = await signIn(url);
  const socket = new WebSocket(`ws://${host}/ws`, {
    headers: { cookie, origin: `http://${host}` },
  });
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  const calls = new Map<number, { resolve(result: Result<unknown>): void; gone(): void }>();
  const listeners = new Set<(delta: SiteDelta) => void>();
  let lastId = 0;

  socket.on('message', (data) => {
    const message = JSON.parse(String(data));
    if (message.delta) {
      for (const listener of listeners) listener(message.delta);
      return;
    }
    calls.get(message.id)?.resolve(message.result);
    calls.delete(message.id);
  });
  socket.once('close', () => {
    for (const { gone } of calls.values()) gone();
    calls.clear();
  });

  const mirror = await mirrorSite({
    invoke: (method, input) =>
      new Promise((resolve, reject) => {
        const gone = () => reject(new Error('the console is gone'));
        if (socket.readyState !== WebSocket.OPEN) return gone();
        lastId += 1;
        calls.set(lastId, { resolve, gone });
        socket.send(JSON.stringify({ id: lastId, method, input }));
      }),
    subscribe: (listener) => listeners.add(listener),
  });
  return { ...mirror, close: () => socket.terminate() };
}
