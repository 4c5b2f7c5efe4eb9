import type { Transport } from '../../shared/contract/transport.ts';
import { createIpcTransport } from './ipc-transport.ts';
import { findPreloadBridge } from './preload-bridge.ts';
import { createWebSocketTransport, type Socket } from './web-socket-transport.ts';

/** Electron's bridge where the preload left one, else the WebSocket of the page's own server. */
export function pickTransport(): Transport {
  const bridge = findPreloadBridge();
  if (bridge) return createIpcTransport(bridge);
  const url = new URL('/ws', window.location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return createWebSocketTransport({
    connect: () => new WebSocket(url) as Socket,
    after: (ms, run) => void setTimeout(run, ms),
    random: Math.random,
  });
}
