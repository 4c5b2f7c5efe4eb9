import { z } from 'zod';
import type { Build } from '../../../../shared/images/build.ts';
import { nameSchema } from '../../../../shared/images/names.ts';

const requestSchema = z.object({ role: nameSchema, by: z.string(), startedAt: z.number() });

/** The lines of `stateroom-read-builds`: builds, and of one the length and a piece of its log. Pure. */
export function parseBuilds(
  lines: readonly string[],
): { builds: Build[]; bytes: number; log: Buffer } | null {
  if (!lines[0]?.startsWith('clock ')) return null;
  const builds: Build[] = [];
  let bytes = 0;
  let at = 1;
  for (; at < lines.length && lines[at] !== 'log'; at++) {
    const head = /^build (\S+) (running|ended|lost) (\d{1,15})$/.exec(lines[at] ?? '');
    const request = /^request (.*)$/.exec(lines[at + 1] ?? '');
    if (!head || !request) continue;
    const asked = requestSchema.safeParse(jsonOr(request[1] ?? ''));
    const result = /^result (.*)$/.exec(lines[at + 2] ?? '')?.[1] ?? '';
    if (!asked.success || asked.data.role !== head[1]) continue;
    bytes = Number(head[3]);
    const { role, by, startedAt } = asked.data;
    const base = { role, by, startedAt: startedAt * 1000 };
    builds.push({ ...base, ...resultOf(head[2] ?? '', result) });
  }
  const log = Buffer.from(lines.slice(at + 1).join(''), 'base64');
  return { builds, bytes, log };
}

type Ending = Pick<Build, 'state' | 'digest' | 'isNew' | 'problem'>;

function resultOf(state: string, result: string): Ending {
  const none = { digest: null, isNew: false, problem: null };
  if (state === 'running' || state === 'lost') return { state, ...none };
  const done = /^done ([0-9a-f]{64}) (new|same)$/.exec(result);
  if (done) {
    return { state: 'done', digest: done[1] ?? '', isNew: done[2] === 'new', problem: null };
  }
  if (result === 'cancelled') return { state: 'cancelled', ...none };
  const failed = /^failed (\S+) ?(.*)$/.exec(result);
  const problem = problemText(failed?.[1] ?? '', failed?.[2] ?? '') ?? `It failed: ${result}`;
  return { state: 'failed', ...none, problem };
}

function problemText(step: string, words: string): string | null {
  switch (step) {
    case 'full':
      return `The disk is full (${words}): nothing of it was kept. Delete images that nobody uses.`;
    case 'mmdebstrap':
      return `mmdebstrap ended with status ${words}. Why is in its own words at the end of the log.`;
    case 'mksquashfs':
      return `mksquashfs ended with status ${words}. Why is in its own words at the end of the log.`;
    case 'kernel':
      return 'The image has no kernel: add one to its packages, e.g. linux-image-amd64.';
    case 'initrd':
      return 'Its initrd could not be made. Why is at the end of the log.';
    case 'import':
      return `It was built, but not taken in: ${words}`;
    default:
      return null;
  }
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
