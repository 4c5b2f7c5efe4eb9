import { emptyTranscript, readLine, type Transcript } from './transcript.ts';

/** How following a move ended. `gone`: there is no directory of it at the source. */
export type FollowEnd =
  | { kind: 'refused'; why: string }
  | { kind: 'status'; status: number }
  | { kind: 'lost' }
  | { kind: 'gone' };

/** What the lines of `stateroom-move` or `stateroom-follow` have told so far. */
export interface Following {
  begun: boolean;
  transcript: Transcript;
  bytes: number;
  end: FollowEnd | null;
}

export const notFollowing: Following = {
  begun: false,
  transcript: emptyTranscript,
  bytes: 0,
  end: null,
};

/** Reads one line of follow's stdout. A line of no known form changes nothing. */
export function readFollowLine(before: Following, line: string): Following {
  const spoken = /^L (\d{1,12}(?:\.\d{1,9})?) (.*)$/s.exec(line);
  if (spoken) {
    const [, at = '0', text = ''] = spoken;
    return { ...before, transcript: readLine(before.transcript, { at: Number(at), text }) };
  }
  const bytes = /^B (\d{1,18})$/.exec(line)?.[1];
  if (bytes !== undefined) return { ...before, bytes: Math.max(before.bytes, Number(bytes)) };
  if (line === 'begun') return { ...before, begun: true };
  const status = /^end (\d{1,3})$/.exec(line)?.[1];
  if (status !== undefined) return { ...before, end: { kind: 'status', status: Number(status) } };
  if (line === 'lost') return { ...before, end: { kind: 'lost' } };
  if (line === 'gone') return { ...before, end: { kind: 'gone' } };
  const why = /^refused (.*)$/s.exec(line)?.[1];
  if (why !== undefined) return { ...before, end: { kind: 'refused', why } };
  return before;
}
