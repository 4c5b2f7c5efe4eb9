/** node report-writer.mjs STORE SAMPLES OUT FROM TO COLLECT: writes one report and prints what it took. */
import { createReport } from '../../src/main/core/reports/create-report.ts';
import type { ReportSource, SectionSource } from '../../src/main/core/reports/report-source.ts';
import { siteInputs } from '../../src/main/core/reports/site-inputs.ts';
import { writeReport } from '../../src/main/core/reports/write-report.ts';
import { openSampleStore } from '../../src/main/core/samples/sample-store.ts';
import { openStore } from '../../src/main/core/store/open-store.ts';
import { reportSections } from '../../src/shared/reports/report-question.ts';
import { recordingLog } from '../support/quiet-log.ts';

const [storePath = '', samplesPath = '', path = '', from = '', to = '', collect] =
  process.argv.slice(2);
const store = openStore(storePath, { log: recordingLog() });
const samples = openSampleStore(samplesPath, Date.now);
if (!store.ok || !samples.ok) throw new Error('the site cannot be opened');

let before = 0;
let most = 0;
function look(): void {
  globalThis.gc?.();
  most = Math.max(most, process.memoryUsage().heapUsed);
}

/** The same report, and a look at the heap after every so many rows of a table. */
function watched(source: ReportSource): ReportSource {
  function* seen<T>(all: Iterable<T>): Generator<T> {
    let n = 0;
    for (const one of all) {
      if (n++ % 500 === 0) look();
      yield one;
    }
  }
  function* sections(): Generator<SectionSource> {
    for (const section of source.sections) {
      yield {
        ...section,
        blocks: (function* () {
          for (const block of section.blocks) {
            yield block.kind === 'table' ? { ...block, rows: seen(block.rows) } : block;
          }
        })(),
      };
    }
  }
  return { head: source.head, sections: sections() };
}

const sections = reportSections.site.map(({ id }) => id);
const question = { kind: 'site' as const, from: Number(from), to: Number(to), sections };
const started = performance.now();
const made = siteInputs(question, Date.now(), {
  ...store.value,
  samples: samples.value,
  live: null,
});
if (!made.ok) throw new Error(made.error.message);
const about = { site: 'Bench', to: Number(to), madeAt: Date.now(), timeZone: 'UTC' };
const report = createReport(question, made.value.inputs, about);
if (!report.ok) throw new Error(report.error.message);
if (collect === 'true') {
  globalThis.gc?.();
  before = process.memoryUsage().heapUsed;
}
const written = await writeReport(collect === 'true' ? watched(report.value) : report.value, {
  path,
  format: 'html',
  sections,
  print: () => Promise.reject(new Error('HTML needs no printer')),
});
if (!written.ok) throw new Error(written.error.message);
const mebibyte = 2 ** 20;
console.log(
  JSON.stringify({
    ms: performance.now() - started,
    heapMb: (most - before) / mebibyte,
    peakRssMb: process.resourceUsage().maxRSS / 1024,
  }),
);
