import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { Protocol } from 'electron';
import { contentPolicy, hardeningHeaders } from '../content-policy.ts';
import type { Core } from '../core/core.ts';
import type { MadeReport } from '../core/reports/report-desk.ts';
import { readRendererFile } from '../renderer-files.ts';
import { appScheme, isAppUrl } from './origins.ts';

/** Serves the renderer's build at stateroom://app/, confined to its folder, with the policy on each answer. */
export function serveApp(
  protocol: Protocol,
  rendererRoot: string,
  madeReport: Core['madeReport'],
): void {
  protocol.handle(appScheme, async (request) => {
    const headers = { ...hardeningHeaders, 'Content-Security-Policy': contentPolicy("'none'") };
    if (request.method !== 'GET' || !isAppUrl(request.url)) {
      return new Response('Forbidden', { status: 403, headers });
    }
    const { pathname } = new URL(request.url);
    const report = /^\/reports\/([\w-]+)$/.exec(pathname)?.[1];
    if (report !== undefined) return reportResponse(madeReport(report), headers);
    const file = readRendererFile(rendererRoot, pathname);
    if (!file) return new Response('Not found', { status: 404, headers });
    return new Response(new Uint8Array(file.body), {
      headers: { ...headers, 'Content-Type': file.type },
    });
  });
}

/** Only ever to be saved: a report is no page of the console. */
function reportResponse(made: MadeReport | null, headers: Record<string, string>): Response {
  if (!made) return new Response('Not found', { status: 404, headers });
  const body = Readable.toWeb(createReadStream(made.path)) as ReadableStream<Uint8Array>;
  return new Response(body, {
    headers: {
      ...headers,
      'Content-Type': made.type,
      'Content-Disposition': `attachment; filename="${made.fileName}"`,
    },
  });
}
