import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { failureCause } from '../../../src/main/core/migration/failure-cause.ts';
import { emptyTranscript, readLine } from '../../../src/main/core/migration/transcript.ts';
import { moveLines } from '../../../src/main/demo/migration/move-lines.ts';
import { anyOutput } from '../../support/any-output.ts';
import { transcript } from '../../support/transcripts.ts';

const hung = transcript('xl-migrate-guest-hung-failure.stderr.txt').split('\n');
const noShadow = transcript('xl-migrate-pv-no-shadow-failure.stderr.txt').split('\n');
const success = transcript('xl-migrate-pvh-success.stderr.txt').split('\n');
const saved = transcript('xl-save-restore-pv-stop-and-copy.stderr.txt').split('\n');
const broken = ['client_loop: send disconnect: Broken pipe'];

describe('the cause of a failed move', () => {
  it.each<[string, readonly string[], RegExp]>([
    ['a guest that hangs (recorded)', hung, /guest did not answer the request to stop/],
    ['no shadow paging (recorded)', noShadow, /cannot track the guest’s memory/],
    ['no memory', moveLines.receiverGone(3, 9, 1, moveLines.noMemory(4)), /not enough free memory/],
    ['no bridge', moveLines.noNetwork(4, 9), /could not connect the guest’s network/],
    ['a name in use', moveLines.handedBack(moveLines.nameTaken(4, 'web1'), 2), /of this name/],
    ['a link that broke', moveLines.receiverGone(3, 9, 255, broken), /connection between the two/],
    [
      'another machine',
      ['Host key verification failed.', ...moveLines.noBanner(9)],
      /did not prove/,
    ],
    [
      'a login refused',
      ['admin@10.77.0.2: Permission denied (publickey,password).', ...moveLines.noBanner(9)],
      /refused the login/,
    ],
    [
      'a port that is closed',
      ['ssh: connect to host 10.77.0.2 port 22: Connection refused', ...moveLines.noBanner(9)],
      /could not reach the target/,
    ],
    [
      'an account that may not become root',
      ['sudo: a password is required', ...moveLines.noBanner(9)],
      /may not become root/,
    ],
    ['no xl', ['/bin/sh: 5: exec: xl: not found', ...moveLines.noBanner(9)], /no xl/],
    ['something at the target', moveLines.handedBack('x', 2), /could not build the guest/],
  ])('is named: %s', (_what, lines, cause) => {
    const found = failureCause(lines);
    expect(found?.cause).toMatch(cause);
    expect(found?.hint).not.toBe('');
  });

  it('is told from what the user is shown, since that holds all that the toolstack said', () => {
    for (const lines of [hung, noShadow]) {
      const shown = lines.reduce((seen, text) => readLine(seen, { at: 0, text }), emptyTranscript);
      expect(shown.spoken).toEqual(lines);
      expect(failureCause(shown.spoken)).toEqual(failureCause(lines));
    }
  });

  it('is not made up: neither for a move that succeeded, nor for words that are not known', () => {
    expect(failureCause(success)).toBeNull();
    expect(failureCause(saved)).toBeNull();
    expect(failureCause([])).toBeNull();
    expect(failureCause(['something new went wrong'])).toBeNull();
  });

  it('is one of those known or none, for any text', () => {
    fc.assert(
      fc.property(fc.array(anyOutput([hung.join('\n'), noShadow.join('\n')])), (lines) => {
        const found = failureCause(lines);
        expect(found === null || (found.cause !== '' && found.hint !== '')).toBe(true);
        // The order of the lines says nothing: two hosts' lines come mixed.
        expect(failureCause(lines.toReversed())).toEqual(found);
      }),
    );
  });
});
