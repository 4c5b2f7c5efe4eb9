import type { Protocol } from 'electron';
import { contentPolicy, hardeningHeaders } from '../content-policy.ts';
import { readRendererFile } from '../renderer-files.ts';
import { appScheme, isAppUrl } from './origins.ts';

/** Serves the renderer's build at stateroom://app/, confined to its folder, with the policy on each answer. */
export function serveApp(protocol: Protocol, rendererRoot: string): void {
  protocol.handle(appScheme, async (request) => {
    const headers = { ...hardeningHeaders, 'Content-Security-Policy': contentPolicy("'none'") };
    if (request.method !== 'GET' || !isAppUrl(request.url)) {
      return new Response('Forbidden', { status: 403, headers });
    }
    const file = await readRendererFile(rendererRoot, new URL(request.url).pathname);
    if (!file) return new Response('Not found', { status: 404, headers });
    return new Response(new Uint8Array(file.body), {
      headers: { ...headers, 'Content-Type': file.type },
    });
  });
}
