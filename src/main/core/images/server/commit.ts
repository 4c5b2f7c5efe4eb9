import { ok, type Result } from '../../../../shared/result.ts';
import type { ServerClock } from '../parse/image-server-state.ts';
import { commitScript } from './scripts/commit-changes.ts';
import { askServer, parseClock, type ServerPlace } from './server-answer.ts';

/** One line of a commit; see `commitScript`. Paths are below the root of the server. */
export type Change =
  /** `sum` of the file as it was read; null: it was not there. */
  | { do: 'expect'; path: string; sum: string | null }
  | { do: 'hold'; path: string; holder: string }
  | { do: 'lease'; path: string; holder: string; seconds: number }
  | { do: 'release'; path: string; holder: string }
  | { do: 'break'; path: string }
  | { do: 'write'; path: string; value: object }
  /** A file of lines that is no JSON. */
  | { do: 'lines'; path: string; lines: readonly string[] }
  | { do: 'append'; path: string; value: object }
  | { do: 'rename'; path: string; to: string }
  | { do: 'mkdir'; path: string }
  | { do: 'audit'; by: string; what: string; about: object };

export interface Committed {
  /** Null: it was not told. */
  clock: ServerClock | null;
  /** The new SHA-256 of each file that was written or appended to. */
  sums: ReadonlyMap<string, string>;
}

/**
 * Makes all of these changes, or none. Errors: `conflict` when a file is not what was expected,
 * `lease-held`, `disk-full`, `server-busy`; `undecided` when the connection ended meanwhile.
 */
export async function commit(
  place: ServerPlace,
  changes: readonly Change[],
  signal?: AbortSignal,
): Promise<Result<Committed>> {
  const stdin = `${changes.map(linesOf).join('')}commit\n`;
  const answer = await askServer(place, commitScript, [], {
    stdin,
    ...(signal ? { signal } : {}),
  });
  if (!answer.ok) return answer;
  const sums = new Map<string, string>();
  let clock: ServerClock | null = null;
  for (const line of answer.value) {
    const sum = /^sum ([0-9a-f]{64}) (\S+)$/.exec(line);
    if (sum) sums.set(sum[2] ?? '', sum[1] ?? '');
    clock ??= parseClock(line);
  }
  return ok({ clock, sums });
}

function linesOf(change: Change): string {
  switch (change.do) {
    case 'expect':
      return `expect ${change.sum ?? '-'} ${change.path}\n`;
    case 'hold':
    case 'release':
      return `${change.do} ${change.holder} ${change.path}\n`;
    case 'lease':
      return `lease ${change.seconds} ${change.holder} ${change.path}\n`;
    case 'break':
    case 'mkdir':
      return `${change.do} ${change.path}\n`;
    case 'write':
    case 'append':
      return `${change.do} ${change.path}\n${JSON.stringify(change.value)}\n`;
    case 'lines': {
      const lines = change.lines.flatMap((line) => line.split('\n'));
      return `lines ${lines.length} ${change.path}\n${lines.map((line) => `${line}\n`).join('')}`;
    }
    case 'rename':
      return `rename ${change.path} ${change.to}\n`;
    case 'audit':
      return `audit -\n${JSON.stringify({ by: change.by, what: change.what, about: change.about })}\n`;
  }
}
