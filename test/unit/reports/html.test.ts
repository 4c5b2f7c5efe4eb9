import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderHtml } from '../../../src/main/core/reports/render/html.ts';
import { cellText } from '../../../src/shared/reports/cell-text.ts';
import type { Report } from '../../../src/shared/reports/report.ts';
import { attribute, cellValue, elements, parsePage, textOf } from '../../support/html-report.ts';
import { everyBlock, sourceOf, tableReport, tablesOf } from '../../support/sample-report.ts';

const pageOf = (report: Report): string =>
  [
    ...renderHtml(
      sourceOf(report),
      report.sections.map(({ id }) => id),
    ),
  ].join('');

/** All that a report is made of; a name that became an element would be another. */
const ownElements =
  'html head meta title style body svg defs pattern rect circle header h1 bdi div p time nav a main section h2 h3 table thead tr th tbody td span data wbr'.split(
    ' ',
  );

describe('a report as HTML', () => {
  it('has every value exactly, and as people read it', () => {
    fc.assert(
      fc.property(tableReport, (report) => {
        const tables = parsePage(pageOf(report)).all('table');
        expect(tables.length).toBe(tablesOf(report).length);
        for (const [n, { columns, rows }] of tablesOf(report).entries()) {
          const [, ...lines] = elements(tables[n]?.childNodes ?? [], 'tr');
          const cells = lines.map((line) => elements(line.childNodes, 'td'));
          expect(
            cells.map((row) => row.map((cell, at) => cellValue(cell, columns[at] ?? never))),
          ).toEqual(rows);
          expect(cells.map((row) => row.map(textOf))).toEqual(
            rows.map((row) =>
              columns.map((column, at) => cellText(row[at] ?? null, column, report.head.timeZone)),
            ),
          );
        }
      }),
    );
  });

  it('lets no name become an element, an attribute or a style', () => {
    fc.assert(
      fc.property(tableReport, (report) => {
        const page = parsePage(pageOf(report));
        expect([...page.names()].filter((name) => !ownElements.includes(name))).toEqual([]);
        expect(page.attributes().filter(({ name }) => name.startsWith('on'))).toEqual([]);
        expect(page.all('style').length).toBe(1);
        expect(textOf(page.first('h1'))).toBe(report.head.title);
      }),
    );
  });

  it('needs nothing from elsewhere and runs no script', () => {
    const page = parsePage(pageOf(everyBlock));
    expect([...page.names()]).not.toContain('script');
    expect(page.attributes().filter(({ name }) => name === 'src' || name === 'srcset')).toEqual([]);
    const links = page.all('a').map((link) => attribute(link, 'href'));
    expect(links).toEqual(['#summary', '#usage', '#vms']);
    expect(page.all('meta').map((meta) => attribute(meta, 'content'))).toContain(
      "default-src 'none'; style-src 'unsafe-inline'",
    );
  });

  it('tells series apart by dash and pattern, and has their numbers beside the picture', () => {
    const page = parsePage(pageOf(everyBlock));
    const marks = page
      .all('figure')
      .map(
        (figure) => new Set(elements(figure.childNodes).map((one) => attribute(one, 'data-mark'))),
      );
    expect(marks.map((found) => [...found].filter((mark) => mark !== undefined))).toEqual([
      ['solid', 'hatched'],
      ['solid', 'hatched'],
    ]);
    const [numbers] = page.all('details');
    expect(elements(numbers?.childNodes ?? [], 'tr').map(textOf)).toContain(
      '2026-11-22 01:00:002.25 CPUs4 CPUs',
    );
  });

  it('says where there is nothing, and what must not be missed', () => {
    const paragraphs = parsePage(pageOf(everyBlock)).all('p');
    expect(paragraphs.map(textOf)).toContain('No VM has a disk.');
    const note = paragraphs.find((one) => attribute(one, 'class') === 'note');
    expect(textOf(note)).toBe('Two hosts were never read.');
  });
});

const never = { label: '', type: 'text' as const };
