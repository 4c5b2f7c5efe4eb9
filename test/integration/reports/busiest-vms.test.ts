import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createReport } from '../../../src/main/core/reports/create-report.ts';
import { previewReport } from '../../../src/main/core/reports/preview-report.ts';
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

function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

it('the busiest of many VMs are found in many short steps', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stateroom-busiest-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const store = must(openStore(join(folder, 'site.sqlite'), { log: recordingLog() }));
  onTestFinished(() => store.close());
  const samples = must(openSampleStore(join(folder, 'samples.sqlite'), () => now));
  onTestFinished(() => samples.close());
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
  const question = { kind: 'capacity' as const, from: now - 24 * hour, to: now, sections: ['vms'] };
  const { inputs, to } = must(siteInputs(question, now, { ...store, samples, live: null }));
  const source = must(
    createReport(question, inputs, { site: 'x', to, madeAt: now, timeZone: 'UTC' }),
  );
  // Between two steps others may have their turn.
  let steps = 0;
  for (const _step of source.prepare ?? []) steps += 1;
  const [table] = must(previewReport(source)).sections[0]?.blocks ?? [];
  if (table?.kind !== 'table') throw new Error('there is no table');
  expect(table.rows.slice(0, 3).map(([name]) => name)).toEqual([
    'vm-39-39',
    'vm-39-38',
    'vm-39-37',
  ]);
  expect(steps).toBeGreaterThanOrEqual(hosts * vmsPerHost);
});
