import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createReport } from '../../../src/main/core/reports/create-report.ts';
import { createReportDesk } from '../../../src/main/core/reports/report-desk.ts';
import { siteInputs } from '../../../src/main/core/reports/site-inputs.ts';
import { vmSampleKey } from '../../../src/main/core/samples/sample-keys.ts';
import { openSampleStore } from '../../../src/main/core/samples/sample-store.ts';
import { openStore } from '../../../src/main/core/store/open-store.ts';
import type { Result } from '../../../src/shared/result.ts';
import { noTraffic } from '../../../src/shared/samples/series.ts';
import { recordingLog } from '../../support/quiet-log.ts';
import { sampleHost, sampleVm } from '../../support/sample-site.ts';

const [hosts, vmsPerHost] = [40, 40];
const now = Date.UTC(2026, 10, 24, 12);
const hour = 3_600_000;
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'stateroom-busiest-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

it('the busiest of many VMs are found while everybody else has their turn, too', async () => {
  const store = must(openStore(join(folder, 'site.sqlite'), { log: recordingLog() }));
  const samples = must(openSampleStore(join(folder, 'samples.sqlite'), () => now));
  const entries: Parameters<typeof samples.record>[0][number][] = [];
  const events = Array.from({ length: hosts }, (_, h) => {
    const hostId = `h${h}`;
    const vms = Array.from({ length: vmsPerHost }, (_, n) =>
      sampleVm({ hostId, name: `vm-${h}-${n}`, uuid: `u-${h}-${n}`, domid: n + 1, vcpus: 4 }),
    );
    for (const [n, vm] of vms.entries()) {
      const cpu = (h * vmsPerHost + n) / (hosts * vmsPerHost);
      for (let at = 1; at <= 3; at++) {
        const sample = { at: now - at * hour, cpu, dom0: null, memoryMiB: 100, ...noTraffic };
        entries.push({ key: vmSampleKey(vm), sample });
      }
    }
    return [
      { type: 'host-put' as const, host: sampleHost({ id: hostId, label: hostId }) },
      { type: 'vms-replaced' as const, hostId, vms },
    ];
  });
  must(store.history.appendEvents(now - 5 * hour, events.flat()));
  must(samples.record(entries.sort((a, b) => a.sample.at - b.sample.at)));
  const desk = createReportDesk({
    async begin(question) {
      const { inputs, to } = must(siteInputs(question, now, { ...store, samples, live: null }));
      return createReport(question, inputs, { site: 'x', to, madeAt: now, timeZone: 'UTC' });
    },
    print: () => Promise.reject(new Error('nothing is printed here')),
  });

  let turns = 0;
  const beat = setInterval(() => {
    turns += 1;
  }, 0);
  const question = { kind: 'capacity' as const, from: now - 24 * hour, to: now, sections: ['vms'] };
  const { sections } = must(await desk.preview(question));
  clearInterval(beat);
  const [table] = sections[0]?.blocks ?? [];
  if (table?.kind !== 'table') throw new Error('there is no table');
  expect(table.rows.slice(0, 3).map(([name]) => name)).toEqual([
    'vm-39-39',
    'vm-39-38',
    'vm-39-37',
  ]);
  // 1,600 looks into a store are many turns of ten milliseconds; in one none of these would beat.
  expect(turns).toBeGreaterThan(2);
  await desk.close();
  samples.close();
  store.close();
});
