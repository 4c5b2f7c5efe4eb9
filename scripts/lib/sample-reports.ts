import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { createCore } from '../../src/main/core/create-core.ts';
import { createReport } from '../../src/main/core/reports/create-report.ts';
import { renderReport } from '../../src/main/core/reports/render/render-report.ts';
import { siteInputs } from '../../src/main/core/reports/site-inputs.ts';
import {
  hostSampleKey,
  siteSampleKey,
  vmSampleKey,
} from '../../src/main/core/samples/sample-keys.ts';
import { openSampleStore, type SampleStore } from '../../src/main/core/samples/sample-store.ts';
import { createSessionSecrets } from '../../src/main/core/ssh/session-secrets.ts';
import { openStore, type Store } from '../../src/main/core/store/open-store.ts';
import { dom0Idle, dom0PerGuest } from '../../src/main/demo/model/dom0-load.ts';
import { loadAt } from '../../src/main/demo/model/load-curve.ts';
import { planSite } from '../../src/main/demo/model/plan-site.ts';
import {
  carriedNothing,
  countsDisk,
  eachCarried,
  hostCarried,
  isOnNfs,
  trafficCurves,
} from '../../src/main/demo/model/traffic-curves.ts';
import { openDemo } from '../../src/main/demo/open-demo.ts';
import { wholeSite } from '../../src/main/report-cli/demo-report.ts';
import type { Host } from '../../src/shared/model/host.ts';
import type { SiteState } from '../../src/shared/model/site.ts';
import type { Vm } from '../../src/shared/model/vm.ts';
import {
  defaultSections,
  type ReportFormat,
  type ReportQuestion,
} from '../../src/shared/reports/report-question.ts';
import type { Result } from '../../src/shared/result.ts';
import { sampleNumbers } from '../../src/shared/samples/series.ts';

const demo = { hosts: 6, vms: 40, seed: 7 };
const day = 86_400_000;
/** The moment that the samples are of: the same in every run. */
const now = Date.UTC(2026, 10, 24, 18, 30);
const from = now - 30 * day;
const log = pino({ enabled: false });

/** What the samples are, and under which names they lie in docs/samples. */
const samples: readonly {
  kind: 'site' | 'capacity' | 'changes';
  format: ReportFormat & ('html' | 'md');
}[] = [
  { kind: 'site', format: 'html' },
  { kind: 'capacity', format: 'html' },
  { kind: 'changes', format: 'md' },
];

/** Reports of the demo site as texts by their file's name, equal in every run. */
export async function sampleReports(): Promise<Map<string, string>> {
  const state = settled(await demoState());
  const store = must(openStore(':memory:', { log, now: () => now }));
  const usage = must(openSampleStore(':memory:', () => now));
  try {
    keepHistory(store, state);
    keepUsage(usage, state);
    const texts = new Map<string, string>();
    for (const { kind, format } of samples) {
      const question: ReportQuestion = { kind, from, to: null, sections: defaultSections(kind) };
      const sources = { ...store, samples: usage, live: state };
      const { inputs, to } = must(siteInputs(question, now, sources));
      const about = { site: 'Demo site', to, madeAt: now, timeZone: 'Europe/Berlin' };
      const report = must(createReport(question, inputs, about));
      texts.set(`${kind}.${format}`, [...renderReport(report, format, question.sections)].join(''));
    }
    return texts;
  } finally {
    usage.close();
    store.close();
  }
}

function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

/** The demo site as the console reads it over real SSH. */
async function demoState(): Promise<SiteState> {
  const dataDir = mkdtempSync(join(tmpdir(), 'stateroom-samples-'));
  const core = createCore({
    dataDir,
    settingsFile: { get: () => ({ usageIntervalSeconds: 2 }), set: () => undefined },
    secrets: createSessionSecrets(),
    openDemo: () => openDemo(demo),
    initialSite: 'demo',
    checkOutputs: true,
    print: () => Promise.reject(new Error('no sample is a PDF')),
    log,
  });
  try {
    return await wholeSite(core);
  } finally {
    await core.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Without what is another in each run: ports, clocks and the load of the moment. */
function settled(state: SiteState): SiteState {
  const host = ({ facts, access, ...rest }: Host): Host => ({
    ...rest,
    access: { ...access, address: `${rest.label}.example.org`, port: 22 },
    link: { state: 'online', since: from, lastSeen: now, retryAt: null, error: null },
    facts: facts && { ...facts, clockSkewMs: 0 },
    usage: { at: now, cpu: 0, dom0Cpu: 0, freeMemoryMiB: 0 },
  });
  const map = <A, B>(record: Record<string, A>, change: (one: A) => B): Record<string, B> =>
    Object.fromEntries(Object.entries(record).map(([key, one]) => [key, change(one)]));
  return {
    ...state,
    hosts: map(state.hosts, host),
    vms: map(state.vms, (vms) => map(vms, (vm) => ({ ...vm, cpu: null, cpuSeconds: null }))),
  };
}

/** A month ago one VM was on another host, one had half its memory, and one was not there. */
function keepHistory({ history }: Store, state: SiteState): void {
  const events = (vms: SiteState['vms']) =>
    Object.values(state.hosts).flatMap((host) => [
      { type: 'host-put' as const, host },
      { type: 'vms-replaced' as const, hostId: host.id, vms: Object.values(vms[host.id] ?? {}) },
    ]);
  const earlier = structuredClone(state.vms);
  const idOf = (label: string) =>
    Object.values(state.hosts).find((host) => host.label === label)?.id ?? '';
  const [one, other] = [idOf('xen-01'), idOf('xen-02')];
  const take = (name: string): Vm => {
    const vm = earlier[one]?.[name];
    if (!vm) throw new Error(`the demo site has no ${name} on its first host`);
    delete earlier[one]?.[name];
    return vm;
  };
  const moved = take('wiki-01');
  Object.assign(earlier[other] ?? {}, { [moved.name]: { ...moved, hostId: other } });
  const grown = take('web-01');
  const memoryMiB = grown.memoryMiB / 2;
  Object.assign(earlier[one] ?? {}, { [grown.name]: { ...grown, memoryMiB } });
  take('intranet');
  const config = (vcpus: number) => ({
    path: '/etc/xen/web-01.cfg',
    text: `name = "web-01"\ntype = "pvh"\nvcpus = ${vcpus}\nmemory = ${memoryMiB}\n`,
  });
  must(history.appendEvents(from - day, events(earlier)));
  must(history.appendConfigs(from - day, one, [config(1)]));
  must(history.appendEvents(now - 2 * day, events(state.vms)));
  must(history.appendConfigs(now - 2 * day, one, [config(2)]));
}

const stepMs = 30 * 60_000;

/** A month of the load that the demo's guests have, every half hour. */
function keepUsage(store: SampleStore, { hosts, vms }: SiteState): void {
  const guests = new Map(
    planSite(demo).guests.map(({ config, load }) => [
      config.name,
      { config, load, traffic: trafficCurves(config.name, load) },
    ]),
  );
  for (let at = from; at < now; at += stepMs) {
    const site = { at, cpu: 0, dom0: 0, memoryMiB: 0, ...carriedNothing };
    const entries: Parameters<SampleStore['record']>[0][number][] = [];
    for (const { id, facts } of Object.values(hosts)) {
      const sum = { at, cpu: dom0Idle, dom0: dom0Idle, memoryMiB: facts?.dom0.memoryMiB ?? 0 };
      const carry: Parameters<typeof hostCarried>[1][number][] = [];
      for (const vm of Object.values(vms[id] ?? {})) {
        const guest = guests.get(vm.name);
        if (vm.domid === null || !guest) continue;
        const cpu = loadAt(guest.load, at / 1000);
        const carried = eachCarried((number) => loadAt(guest.traffic[number], at / 1000));
        const uncounted = countsDisk(guest.config) ? {} : { diskRead: null, diskWrite: null };
        const { memoryMiB } = vm;
        entries.push({
          key: vmSampleKey(vm),
          sample: { at, cpu, dom0: null, memoryMiB, ...carried, ...uncounted },
        });
        carry.push({ carried, onNfs: isOnNfs(guest.config.disks[0]?.target) });
        sum.cpu += cpu * (1 + dom0PerGuest);
        sum.dom0 += cpu * dom0PerGuest;
        sum.memoryMiB += memoryMiB;
      }
      const sample = { ...sum, ...hostCarried(1, carry) };
      entries.push({ key: hostSampleKey(id), sample });
      for (const number of sampleNumbers) site[number] += sample[number];
    }
    must(store.record([...entries, { key: siteSampleKey, sample: site }]));
  }
}
