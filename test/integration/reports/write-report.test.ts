import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ReportSource } from '../../../src/main/core/reports/report-source.ts';
import { StoreFailure } from '../../../src/main/core/reports/store-failure.ts';
import { type PrintPdf, writeReport } from '../../../src/main/core/reports/write-report.ts';
import { appError } from '../../../src/shared/app-error.ts';
import { err } from '../../../src/shared/result.ts';
import { everyBlock, sourceOf } from '../../support/sample-report.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stateroom-write-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const noPrinter: PrintPdf = async () => err(appError('printer-missing', 'There is none.'));
const sections = ['summary'];

/** A report whose reading ends badly after its first section. */
function breaking(thrown: Error): ReportSource {
  const { head, sections: all } = sourceOf(everyBlock);
  return {
    head,
    sections: (function* () {
      for (const section of all) {
        yield section;
        throw thrown;
      }
    })(),
  };
}

describe('a report that is written', () => {
  it('is a whole file, and nothing else is left beside it', async () => {
    const path = join(folder, 'site.json');
    const written = await writeReport(sourceOf(everyBlock), {
      path,
      format: 'json',
      sections,
      print: noPrinter,
    });
    const bytes = readFileSync(path);
    expect(written).toEqual({ ok: true, value: { bytes: bytes.length } });
    expect(JSON.parse(bytes.toString())).toEqual(everyBlock);
    expect(readdirSync(folder)).toEqual(['site.json']);
  });

  it('leaves the one before as it was when the store fails in the middle', async () => {
    const path = join(folder, 'site.html');
    writeFileSync(path, 'the one before');
    const failure = appError('store-unusable', 'A page is damaged.');
    const written = await writeReport(breaking(new StoreFailure(failure)), {
      path,
      format: 'html',
      sections,
      print: noPrinter,
    });
    expect(written).toEqual({ ok: false, error: failure });
    expect(readFileSync(path, 'utf8')).toBe('the one before');
    expect(readdirSync(folder)).toEqual(['site.html']);
  });

  it('leaves nothing behind when it is ended in the middle', async () => {
    const ending = new AbortController();
    const { head, sections: all } = sourceOf(everyBlock);
    const source: ReportSource = {
      head,
      sections: (function* () {
        for (const section of all) {
          ending.abort();
          yield section;
        }
      })(),
    };
    const options = { path: join(folder, 'x.csv'), format: 'csv' as const, sections };
    const written = await writeReport(source, {
      ...options,
      print: noPrinter,
      signal: ending.signal,
    });
    expect(written).toMatchObject({ ok: false, error: { code: 'cancelled' } });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('leaves nothing behind a bug either', async () => {
    const options = { path: join(folder, 'x.md'), format: 'md' as const, sections };
    const written = writeReport(breaking(new TypeError('a bug')), { ...options, print: noPrinter });
    await expect(written).rejects.toThrow('a bug');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('says in words why the disk refused it', async () => {
    const where = async (path: string) =>
      await writeReport(sourceOf(everyBlock), {
        path,
        format: 'csv',
        sections,
        print: noPrinter,
      });
    expect(await where(join(folder, 'gone', 'x.csv'))).toMatchObject({
      error: { code: 'report-not-written', message: /its folder is not there/ },
    });
    mkdirSync(join(folder, 'x.csv'));
    expect(await where(join(folder, 'x.csv'))).toMatchObject({
      error: { code: 'report-not-written', message: /a folder has that name/ },
    });
    writeFileSync(join(folder, 'file'), '');
    expect(await where(join(folder, 'file', 'x.csv'))).toMatchObject({
      error: { message: /what should be its folder is a file/ },
    });
    expect(readdirSync(folder)).toEqual(['file', 'x.csv']);
  });

  it('leaves nothing behind when there is no printer', async () => {
    const options = { path: join(folder, 'x.pdf'), format: 'pdf' as const, sections };
    const written = await writeReport(sourceOf(everyBlock), { ...options, print: noPrinter });
    expect(written).toMatchObject({ error: { code: 'printer-missing' } });
    expect(readdirSync(folder)).toEqual([]);
  });
});
