import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { vdevNumber } from '../../../src/main/core/xen/vdev-number.ts';

describe('the number of a disk in xenstore', () => {
  it('is the one that vbd-interface(7) gives its name', () => {
    const numbers: Record<string, number | null> = {
      xvda: 51_712,
      xvdb: 51_728,
      xvda1: 51_713,
      d0: 51_712,
      d2p3: 51_747,
      hda: 768,
      hdb: 832,
      hdc: 5632,
      hdd: 5696,
      hda1: 769,
      sda: 2048,
      sdb1: 2065,
      xvdq: (1 << 28) | (16 << 8),
      xvdaa: (1 << 28) | (26 << 8),
      51712: 51_712,
      '0xca00': 51_712,
      hde: null,
      sdz: null,
      '': null,
      'xvd a': null,
    };
    for (const [vdev, number] of Object.entries(numbers)) expect(vdevNumber(vdev)).toBe(number);
  });

  it('is another for each disk', () => {
    const letters = fc.string({
      unit: fc.constantFrom(...'abcdefghij'),
      minLength: 1,
      maxLength: 3,
    });
    fc.assert(
      fc.property(letters, letters, (a, b) => {
        fc.pre(a !== b);
        expect(vdevNumber(`xvd${a}`)).not.toBe(vdevNumber(`xvd${b}`));
      }),
    );
  });

  it('is a number or unknown, whatever the configuration says', () => {
    fc.assert(
      fc.property(fc.string(), (any) => {
        const number = vdevNumber(any);
        expect(number === null || (Number.isSafeInteger(number) && number >= 0)).toBe(true);
      }),
    );
  });
});
