import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  emptyTranscript,
  isDebug,
  pauseOf,
  readLine,
  type Transcript,
} from '../../../src/main/core/migration/transcript.ts';
import { movePhases } from '../../../src/shared/model/job.ts';
import { transcript } from '../../support/transcripts.ts';

const success = linesOf('xl-migrate-pvh-success.stderr.txt');
const hung = linesOf('xl-migrate-guest-hung-failure.stderr.txt');
const noShadow = linesOf('xl-migrate-pv-no-shadow-failure.stderr.txt');
const copied = linesOf('xl-save-restore-pv-stop-and-copy.stderr.txt');

function linesOf(file: string): string[] {
  return transcript(file).trimEnd().split('\n');
}

function read(lines: readonly string[], from = emptyTranscript): Transcript {
  return lines.reduce((before, text, at) => readLine(before, { at, text }), from);
}

describe('what xl says of a move', () => {
  it('is followed to its end when it succeeds', () => {
    expect(read(success)).toMatchObject({
      phase: 'handover',
      ready: true,
      permissionGiven: true,
      started: true,
      successful: true,
      spoken: success,
    });
  });

  it('passes the point of no return with the line that says so, and not before', () => {
    const at = success.indexOf('migration sender: Giving target permission to start.');
    expect(read(success.slice(0, at))).toMatchObject({
      phase: 'pause-and-copy',
      permissionGiven: false,
      started: false,
    });
    expect(read(success.slice(0, at + 1))).toMatchObject({
      phase: 'handover',
      permissionGiven: true,
      started: false,
    });
  });

  it.each([
    ['a guest that hangs', hung],
    ['a PV guest without shadow paging', noShadow],
  ])('gives no permission when it fails: %s', (_what, lines) => {
    expect(read(lines)).toMatchObject({
      ready: true,
      phase: 'copy-memory',
      permissionGiven: false,
      started: false,
      successful: false,
      suspendedAt: null,
      spoken: lines,
    });
  });

  it('claims nothing from what save and restore print by themselves', () => {
    expect(read(copied)).toEqual({ ...emptyTranscript, spoken: copied });
  });

  it('knows how long the guest stood still from the lines that are for developers', () => {
    const seen = [
      { at: 10, text: success[0] ?? '' },
      {
        at: 20.5,
        text: 'libxl: debug: libxl_dom_suspend.c:216:domain_suspend_callback_common: Domain 1:issuing PVHVM suspend request via XenBus control node',
      },
      {
        at: 20.75,
        text: 'libxl: debug: libxl_dom_suspend.c:397:domain_suspend_common_guest_suspended: Domain 1:guest has suspended',
      },
      {
        at: 21,
        text: 'migration target: Transfer complete, requesting permission to start domain.',
      },
      { at: 21.5, text: 'migration sender: Giving target permission to start.' },
      { at: 22, text: 'migration sender: Target reports successful startup.' },
    ].reduce(readLine, emptyTranscript);
    expect(pauseOf(seen)).toBe(1250);
    expect(seen.phase).toBe('handover');
    expect(seen.spoken).toHaveLength(4);
    expect(seen.spoken.some(isDebug)).toBe(false);
  });

  it('takes a standstill between two looks for half of the second between them', () => {
    expect(pauseOf({ ...emptyTranscript, suspendedAt: 5, resumedAt: 5 })).toBe(500);
  });

  it.each([
    [null, 5],
    [5, null],
    [5, 4],
  ])('claims no standstill from %s to %s', (suspendedAt, resumedAt) => {
    expect(pauseOf({ ...emptyTranscript, suspendedAt, resumedAt })).toBeNull();
  });

  it('never goes back, whatever lines come in whatever order', () => {
    const line = fc.oneof(
      fc.constantFrom(...success, ...hung, ...noShadow, ...copied),
      fc.string(),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 15 }), (lines) => {
        let before = emptyTranscript;
        lines.forEach((text, at) => {
          const kept = structuredClone(before);
          const after = readLine(before, { at, text });
          expect(before).toEqual(kept);
          expect(movePhases.indexOf(after.phase)).toBeGreaterThanOrEqual(
            movePhases.indexOf(before.phase),
          );
          for (const fact of ['ready', 'permissionGiven', 'started', 'successful'] as const) {
            if (before[fact]) expect(after[fact]).toBe(true);
          }
          if (after.started) expect(after.permissionGiven).toBe(true);
          before = after;
        });
        expect(before.spoken).toEqual(lines.filter((text) => !isDebug(text)));
      }),
    );
  });
});
