import { WebSocket } from 'ws';
import { createPendingCalls } from '../../src/renderer/transport/pending-calls.ts';
import { appError } from '../../src/shared/app-error.ts';
import type { SiteDelta } from '../../src/shared/model/site.ts';
import { err } from '../../src/shared/result.ts';
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
  const calls = createPendingCalls();
  const listeners = new Set<(delta: SiteDelta) => void>();

  socket.on('message', (data) => {
    const message = JSON.parse(String(data));
    if (message.delta) {
      for (const listener of listeners) listener(message.delta);
      return;
    }
    if (message.part) calls.addPart(message.id, message.part);
    else calls.settle(message.id, message.result);
  });
  const gone = appError('not-connected', 'the console is gone');
  socket.once('close', () => calls.failAll(gone));

  const mirror = await mirrorSite({
    async invoke(method, input) {
      const { id, answer } = calls.open();
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ id, method, input }));
      else calls.settle(id, err(gone));
      const result = await answer;
      if (!result.ok && result.error === gone) throw new Error(gone.message);
      return result;
    },
    subscribe: (listener) => listeners.add(listener),
  });
  return { ...mirror, close: () => socket.terminate() };
}
