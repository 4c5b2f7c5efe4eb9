import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDomainTable } from '../../../src/main/core/xen/xl/parse-domain-table.ts';
import { anyOutput, hostileName } from '../../support/any-output.ts';
import { hostEmpty, hostWithGuest, transcriptOf } from '../../support/transcripts.ts';

const real = transcriptOf(hostWithGuest, 'xl list -v');
const header = real.slice(0, real.indexOf('\n') + 1);

describe('the table of `xl list -v`', () => {
  it('is read as a real host printed it', () => {
    expect(parseDomainTable(real)).toEqual({
      ok: true,
      value: {
        odd: [],
        rows: [
          {
            name: 'Domain-0',
            domid: 0,
            memoryMiB: 1024,
            vcpus: 1,
            state: 'r-----',
            cpuSeconds: 322.8,
            uuid: '00000000-0000-0000-0000-000000000000',
          },
          {
            name: 'hvm1',
            domid: 1,
            memoryMiB: 128,
            vcpus: 1,
            state: 'r-----',
            cpuSeconds: 33.9,
            uuid: 'ccd5929a-1cff-474c-93fa-ef9068940683',
          },
        ],
      },
    });
    const empty = parseDomainTable(transcriptOf(hostEmpty, 'xl list -v'));
    expect(empty.ok && empty.value.rows.map(({ name }) => name)).toEqual(['Domain-0']);
  });

  it('gives back any name that xl prints, but for spaces at its end', () => {
    fc.assert(
      fc.property(hostileName, fc.nat({ max: 30000 }), (name, domid) => {
        const row = `${name.padEnd(40)} ${`${domid}`.padStart(5)}   128     2     --ps-d       1.5 ccd5929a-1cff-474c-93fa-ef9068940683        0                -\n`;
        const parsed = parseDomainTable(header + row);
        expect(parsed).toMatchObject({
          ok: true,
          value: {
            odd: [],
            rows: [{ name: name.replace(/[ \t\r]+$/, ''), domid, state: '--ps-d' }],
          },
        });
      }),
    );
  });

  it('keeps the lines that are no rows, for the user to see', () => {
    const parsed = parseDomainTable(`libxl: warning\n${real}half a row  3  128\n`);
    expect(parsed.ok && parsed.value.odd).toEqual(['libxl: warning', 'half a row  3  128']);
    expect(parsed.ok && parsed.value.rows).toHaveLength(2);
  });

  it('answers anything else with what was there instead', () => {
    expect(parseDomainTable('xl: not found')).toMatchObject({
      ok: false,
      error: { code: 'parse-failed', details: 'xl: not found' },
    });
  });

  it('never throws, whatever comes', () => {
    fc.assert(fc.property(anyOutput([real]), (text) => void parseDomainTable(text)));
  });

  it('takes a megabyte of blanks or digits in its stride', () => {
    for (const sign of [' ', '1', '1 ', '- ']) {
      const line = sign.repeat(1_000_000 / sign.length);
      parseDomainTable(`${header}${line}\n`);
    }
  });
});
