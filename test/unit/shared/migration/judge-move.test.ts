import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeMove, verdictOf } from '../../../../src/shared/migration/judge-move.ts';
import { type MoveReasonCode, moveReasonCodes } from '../../../../src/shared/migration/verdict.ts';
import { readHost, sampleMove } from '../../../support/sample-move.ts';
import { moveCases, nic } from './move-cases.ts';

/** These are told by the hosts themselves, not by the inventory. */
/** They stand only against starting a dead host's VM elsewhere. */
const ofRestarts = ['runs-elsewhere', 'uuid-unknown', 'no-config', 'host-answers'];
const askedOfHosts: MoveReasonCode[] = [
  'boot-file-missing',
  'no-forwardable-key',
  'no-path-to-target',
];

describe('the verdict on a move', () => {
  it('is yes, with no word against it, for two like hosts', () => {
    expect(judgeMove(sampleMove())).toEqual({ possible: true, reasons: [] });
  });

  it.each(moveCases)('%s has exactly its reasons', (_what, asked, expected, message) => {
    const { possible, reasons } = judgeMove(sampleMove(asked));
    expect(reasons.map(({ code, severity }) => [code, severity])).toEqual(expected);
    expect(possible).toBe(expected.every(([, severity]) => severity === 'warns'));
    for (const reason of reasons) expect(reason.remedy).not.toBe('');
    if (message) expect(reasons[0]?.message).toMatch(message);
  });

  it('has a case here for every reason that the inventory can tell', () => {
    const told = new Set(moveCases.flatMap(([, , expected]) => expected.map(([code]) => code)));
    const others = [...ofRestarts, ...askedOfHosts];
    expect(moveReasonCodes.filter((code) => !told.has(code))).toEqual(others);
  });

  it('offers stop-and-copy exactly where a running PV guest cannot be copied', () => {
    for (const [, asked] of moveCases) {
      for (const reason of judgeMove(sampleMove(asked)).reasons) {
        expect(reason.offer).toBe(reason.code === 'pv-needs-shadow' ? 'stop-and-copy' : null);
      }
    }
  });

  it('names all that is in the way at once, in the order of display', () => {
    const { possible, reasons } = judgeMove(
      sampleMove({
        vm: { noMigrate: true, pciDevices: ['0000:03:00.0'], nics: [nic], type: 'pv' },
        target: readHost('xen-b', { xenVersion: { major: 4, minor: 11, extra: '' } }),
      }),
    );
    expect(possible).toBe(false);
    expect(reasons.map(({ code }) => code)).toEqual([
      'no-migrate',
      'xen-older',
      'pv-needs-shadow',
      'bridge-missing',
      'pci-passthrough',
    ]);
  });

  it('reasons come in one order, however they were found', () => {
    const found = moveCases.flatMap(([, asked]) => judgeMove(sampleMove(asked)).reasons);
    const some = [...new Map(found.map((reason) => [reason.message, reason])).values()];
    fc.assert(
      fc.property(fc.shuffledSubarray(some, { minLength: 2 }), (reasons) => {
        const codes = verdictOf(reasons).reasons.map(({ code }) => moveReasonCodes.indexOf(code));
        expect(codes).toEqual(codes.toSorted((a, b) => a - b));
        expect(verdictOf(reasons.toReversed())).toEqual(verdictOf(reasons));
      }),
    );
  });
});
