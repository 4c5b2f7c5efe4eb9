import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { extractText, getDocumentProxy } from 'unpdf';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureChromium } from '../../../scripts/lib/chromium.mjs';
import { writeReport } from '../../../src/main/core/reports/write-report.ts';
import { printWithChromium } from '../../../src/main/print-with-chromium.ts';
import type { Report } from '../../../src/shared/reports/report.ts';
import { drawnPages, whyNotDrawn } from '../../support/paper-pages.ts';
import { everyBlock, sourceOf } from '../../support/sample-report.ts';

const notDrawn = whyNotDrawn();
if (notDrawn) console.log(`Skipped: no page was looked at. ${notDrawn}`);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'stateroom-pdf-'));
  process.env.STATEROOM_CHROMIUM ??= ensureChromium();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Many rows, so that the table goes over pages. */
const long: Report = {
  ...everyBlock,
  sections: [
    ...everyBlock.sections,
    {
      id: 'disks',
      title: 'Disks',
      blocks: [
        {
          kind: 'table',
          title: 'Disks',
          columns: [
            { label: 'Guest', type: 'text' },
            { label: 'Size of it', type: 'bytes' },
          ],
          rows: Array.from({ length: 120 }, (_, n) => [`guest-${n}`, (n + 1) * 2 ** 30]),
          whenEmpty: '',
        },
      ],
    },
  ],
};

/** The text of each page, as a reader of PDFs finds it. */
async function pagesOf(path: string): Promise<{ pages: string[]; width: number; height: number }> {
  const document = await getDocumentProxy(new Uint8Array(await readFile(path)));
  const { text } = await extractText(document, { mergePages: false });
  const [, , width = 0, height = 0] = (await document.getPage(1)).view;
  return { pages: text.map((page) => page.replace(/\s+/g, ' ')), width, height };
}

/** Where words lie on any page, in points: of A4 on its side, 842 from left to right. */
async function wordsSpan(path: string): Promise<{ left: number; right: number }> {
  const document = await getDocumentProxy(new Uint8Array(await readFile(path)));
  let [left, right] = [Number.POSITIVE_INFINITY, 0];
  for (let n = 1; n <= document.numPages; n++) {
    const { items } = await (await document.getPage(n)).getTextContent();
    for (const item of items) {
      if (!('str' in item) || item.str.trim() === '') continue;
      left = Math.min(left, item.transform[4]);
      right = Math.max(right, item.transform[4] + item.width);
    }
  }
  return { left, right };
}

async function print(report: Report, name: string): Promise<string> {
  const path = join(folder, name);
  const written = await writeReport(sourceOf(report), {
    path,
    format: 'pdf',
    sections: report.sections.map(({ id }) => id),
    print: printWithChromium,
  });
  if (!written.ok) throw new Error(`${written.error.message}\n${written.error.details}`);
  return path;
}

async function printed(report: Report, name: string) {
  return await pagesOf(await print(report, name));
}

/** A table of names that no line holds. */
function wide(name: string): Report {
  const table = {
    kind: 'table' as const,
    title: 'Virtual machines',
    columns: ['VM', 'Host', 'State', 'UUID', 'File'].map((label) => ({
      label,
      type: 'text' as const,
    })),
    rows: [[name, name, 'running', 'cc-dd', `/etc/xen/${name}.cfg`]],
    whenEmpty: '',
  };
  return { ...everyBlock, sections: [{ id: 'vms', title: 'Virtual machines', blocks: [table] }] };
}

describe('a report as PDF, by the real engine', () => {
  it('has its words and numbers, names with markup as they are, on A4 pages on their side', async () => {
    const { pages, width, height } = await printed(long, 'long.pdf');
    const all = pages.join(' ');
    expect([Math.round(width), Math.round(height)]).toEqual([842, 595]);
    expect(pages.length).toBeGreaterThan(3);
    expect(pages[0]).toContain('Host report: <img src=x onerror=alert(1)>');
    expect(all).toContain('Two hosts were never read.');
    expect(all).toContain('96 GiB');
    expect(all).toContain('37.4 %');
    expect(all).toContain('2026-11-24 19:30:00');
    expect(all).toContain('−vcpus=2'.replace('−', '− '));
    for (let n = 0; n < 120; n++) expect(all).toContain(`guest-${n} ${n + 1} GiB`);
  });

  it('has the table’s head again on each page, the title above and the page’s number below', async () => {
    const { pages } = await printed(long, 'again.pdf');
    const withRows = pages.filter((page) => /guest-\d/.test(page));
    expect(withRows.length).toBeGreaterThan(2);
    for (const page of withRows) expect(page).toContain('Guest Size of it');
    for (const page of pages.slice(1)) expect(page).toContain('Lab & "friends"');
    expect(pages.at(-1)).toContain(`${pages.length} / ${pages.length}`);
  });

  it('keeps a name of 300 signs on its page', async () => {
    const { pages } = await printed(wide('m'.repeat(300)), 'wide.pdf');
    const text = pages.join('').replaceAll(' ', '');
    expect(text.match(/m/g)?.length).toBeGreaterThanOrEqual(900);
    expect(text).toContain('cc-dd');
  });
});

describe.skipIf(notDrawn !== null)('the pages of a PDF, drawn by another program', () => {
  it.each([
    ['many rows and charts', long],
    ['names of 300 signs', wide('m'.repeat(300))],
    ['names from right to left', wide('شبكة'.repeat(75))],
  ])('have ink on each, within their margins: %s', async (name, report) => {
    const path = await print(report, `${name}.pdf`);
    const drawn = drawnPages(path, { top: 17 / 210, bottom: 15 / 210 });
    expect(drawn).toHaveLength((await pagesOf(path)).pages.length);
    // The engine clips at the margin: no word may go on beyond it.
    const words = await wordsSpan(path);
    expect(words.left).toBeGreaterThan(33);
    expect(words.right).toBeLessThan(811);
    for (const { share, left, right, top, bottom } of drawn) {
      // A row at least, and not a page of black.
      expect(share).toBeGreaterThan(0.0005);
      expect(share).toBeLessThan(0.3);
      // Nothing is cut at an edge: the paper has margins of 12 mm beside what is written, of 297.
      expect(left).toBeGreaterThan(0.035);
      expect(right).toBeLessThan(0.965);
      expect(top).toBeGreaterThan(0.01);
      expect(bottom).toBeLessThan(0.99);
    }
  });
});

describe('a PDF that cannot be made', () => {
  it('is told of with the engine’s own words', async () => {
    const chromium = process.env.STATEROOM_CHROMIUM;
    process.env.STATEROOM_CHROMIUM = '/bin/false';
    try {
      const written = await writeReport(sourceOf(everyBlock), {
        path: join(folder, 'none.pdf'),
        format: 'pdf',
        sections: ['summary'],
        print: printWithChromium,
      });
      expect(written).toMatchObject({
        error: { code: 'print-failed', details: expect.stringContaining('/bin/false') },
      });
    } finally {
      process.env.STATEROOM_CHROMIUM = chromium;
    }
  });
});
