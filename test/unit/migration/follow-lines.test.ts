import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Following,
  notFollowing,
  readFollowLine,
} from '../../../src/main/core/migration/follow-lines.ts';
import { pauseOf } from '../../../src/main/core/migration/transcript.ts';
import { jobSchema } from '../../../src/shared/model/job.ts';
import { sampleJob } from '../../support/sample-move.ts';
import { transcript } from '../../support/transcripts.ts';

const read = (lines: readonly string[]) => lines.reduce(readFollowLine, notFollowing);
const spoken = transcript('xl-migrate-pvh-success.stderr.txt').trimEnd().split('\n');

describe('following a move', () => {
  it('reads the toolstack’s lines, the bytes and the end', () => {
    const told = spoken.map((text, at) => `L ${100 + at}.50 ${text}`);
    const seen = read(['begun', 'B 4096', ...told, '.', 'B 140000000', 'end 0']);
    expect(seen).toMatchObject({
      begun: true,
      bytes: 140_000_000,
      end: { kind: 'status', status: 0 },
      transcript: { spoken, started: true, successful: true, resumedAt: 115.5 },
    });
  });

  it.each([
    [
      'refused mkdir: cannot create directory',
      { kind: 'refused', why: 'mkdir: cannot create directory' },
    ],
    ['end 137', { kind: 'status', status: 137 }],
    ['lost', { kind: 'lost' }],
    ['gone', { kind: 'gone' }],
  ])('ends with %s', (line, end) => {
    expect(read([line]).end).toEqual(end);
  });

  it('does not take the toolstack’s words for its own', () => {
    const words = ['L 1.0 end 0', 'L 1.0 lost', 'L 1.0 B 5', 'L 1.0 begun', 'L 1.0 L 2.0 gone'];
    expect(read(words)).toMatchObject({ begun: false, bytes: 0, end: null });
    expect(read(words).transcript.spoken).toHaveLength(5);
  });

  it('takes any lines: bytes never go back, an end stays, and times are numbers', () => {
    const digits = fc.oneof(
      fc.constantFrom('0', '9'.repeat(12), '9'.repeat(400), `1.${'9'.repeat(400)}`),
      fc.nat().map(String),
    );
    const told = fc.constantFrom('x: guest has suspended', 'Target reports successful startup');
    const own = ['begun', 'end 0', 'end 9999', 'lost', 'gone', 'refused x', '.', 'L', 'B', 'end '];
    const line = fc.oneof(
      fc.string({ unit: 'binary' }),
      digits.map((number) => `B ${number}`),
      fc.tuple(digits, told).map(([at, text]) => `L ${at} ${text}`),
      fc.constantFrom(...own),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 15 }), (lines) => {
        let before: Following = notFollowing;
        for (const each of lines) {
          const after = readFollowLine(before, each);
          expect(after.bytes).toBeGreaterThanOrEqual(before.bytes);
          expect(Number.isFinite(after.bytes)).toBe(true);
          if (before.begun) expect(after.begun).toBe(true);
          if (before.end) expect(after.end).not.toBeNull();
          before = after;
        }
        const job = sampleJob({ pauseMs: pauseOf(before.transcript) });
        expect(jobSchema.safeParse(job).success).toBe(true);
      }),
    );
  });
});
