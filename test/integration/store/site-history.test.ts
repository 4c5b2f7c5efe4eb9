import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore, type Store } from '../../../src/main/core/store/open-store.ts';
import { joinSnapshot, type TextPieces } from '../../../src/shared/contract/snapshot-parts.ts';
import { applyEvent, emptySite } from '../../../src/shared/model/apply-event.ts';
import type { Host } from '../../../src/shared/model/host.ts';
import type { Job } from '../../../src/shared/model/job.ts';
import type { SiteEvent } from '../../../src/shared/model/site.ts';
import { runs } from '../../support/properties.ts';
import { recordingLog } from '../../support/quiet-log.ts';
import { readPart } from '../../support/read-part.ts';
import { sampleFacts } from '../../support/sample-facts.ts';
import { sampleHost, sampleVm } from '../../support/sample-site.ts';

let folder: string;
let path: string;
let store: Store;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'store-'));
  path = join(folder, 'stateroom.db');
  store = open();
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true });
});

function open(): Store {
  const opened = openStore(path, { log: recordingLog() });
  if (!opened.ok) throw new Error(opened.error.message);
  return opened.value;
}

/** What is in the file once the console has ended; it can be opened again afterwards. */
function eventCount(): number {
  store.close();
  const raw = new DatabaseSync(path);
  const count = Number(raw.prepare('SELECT count(*) AS n FROM events').get()?.n);
  raw.close();
  store = open();
  return count;
}

function append(at: number, ...events: SiteEvent[]): void {
  const outcome = store.history.appendEvents(at, events);
  if (!outcome.ok) throw new Error(outcome.error.details);
}

async function lastSeen() {
  const last = await store.history.loadLast();
  if (!last.ok) throw new Error(last.error.details);
  return last.value;
}

const job: Job = {
  id: 'job1',
  spec: { kind: 'power', action: 'start', vm: 'web1', hostId: 'h1' },
  state: 'succeeded',
  phase: null,
  progress: null,
  cancellable: false,
  createdAt: 1,
  startedAt: 2,
  endedAt: 3,
  pauseMs: null,
  summary: 'web1 runs.',
  error: null,
  log: ['line'],
  findings: [],
};

describe('the history of the site', () => {
  it('shows the last-seen inventory on a start without any connection', async () => {
    append(1000, { type: 'host-put', host: sampleHost({ facts: sampleFacts() }) });
    append(2000, {
      type: 'vms-replaced',
      hostId: 'h1',
      vms: [sampleVm(), sampleVm({ name: 'b' })],
    });
    store.close();
    store = open();
    const last = await lastSeen();
    expect(last.hosts.h1).toMatchObject({
      label: 'xen-a',
      facts: { totalMemoryMiB: 3071 },
      link: { state: 'idle', lastSeen: 2000, error: null },
    });
    expect(Object.keys(last.vms.h1 ?? {})).toEqual(['b', 'web1']);
    expect(last.unreadable).toEqual([]);
  });

  it('gives the VMs of a host with the very JSON that they are read from, before and after', async () => {
    append(1000, { type: 'host-put', host: sampleHost() });
    const vms = [sampleVm({ name: 'zulu "1"' }), sampleVm({ name: '__proto__' }), sampleVm()];
    append(2000, { type: 'vms-replaced', hostId: 'h1', vms });
    const last = await lastSeen();
    const json = last.vmsJson(last.vms, 'h1');
    expect(await last.parseVms()).toBe(true);
    const read = last.vms.h1 ?? {};
    expect(Object.keys(read)).toEqual(['__proto__', 'web1', 'zulu "1"']);
    expect(JSON.parse(Buffer.from(json ?? []).toString())).toEqual(read);
    // In a copy of the site, too, as long as nothing of the host has changed.
    expect(last.vmsJson({ ...last.vms }, 'h1')).toBe(json);
    expect(last.vmsJson({ h1: { ...read } }, 'h1')).toBeUndefined();
  });

  it('tells what it reads in parts that are the site, host by host', async () => {
    for (let n = 0; n < 60; n++) {
      const host = sampleHost({ id: `h${n}`, label: `xen-${n}` });
      append(1000 + n, { type: 'host-put', host });
      append(1000 + n, {
        type: 'vms-replaced',
        hostId: host.id,
        vms: [sampleVm({ hostId: host.id })],
      });
    }
    const parts: TextPieces[] = [];
    const only = new Set(Array.from({ length: 55 }, (_, n) => `h${n}`));
    const last = await store.history.loadLast({ only, take: (part) => parts.push(part) });
    if (!last.ok) throw new Error(last.error.message);
    const rest = { seq: 1, state: emptySite };
    expect(parts.length).toBeGreaterThan(1);
    const { hosts, vms } = joinSnapshot(parts.map(readPart), rest).state;
    expect({ hosts, vms }).toEqual({ hosts: last.value.hosts, vms: { ...last.value.vms } });
    expect(Object.keys(hosts)).toEqual([...only]);
  });

  it('reads again, with more care, what turns out to be no JSON any more', async () => {
    append(1000, { type: 'host-put', host: sampleHost() });
    const vms = [sampleVm(), sampleVm({ name: 'b' })];
    append(2000, { type: 'vms-replaced', hostId: 'h1', vms });
    store.close();
    const raw = new DatabaseSync(path);
    raw.exec(`UPDATE events SET json = '{"name":' WHERE name = 'b'`);
    raw.close();
    store = open();
    const last = await lastSeen();
    expect(await last.parseVms()).toBe(false);
    expect(Object.keys(last.vms.h1 ?? {})).toEqual(['web1']);
    expect(last.unreadable).toEqual(['vm h1 b']);
    expect(last.vmsJson(last.vms, 'h1')).toBeUndefined();
  });

  it('checks what no console of this version wrote, and leaves out what is not of its form', async () => {
    append(1000, { type: 'host-put', host: sampleHost() });
    append(2000, {
      type: 'vms-replaced',
      hostId: 'h1',
      vms: [sampleVm(), sampleVm({ name: 'b' })],
    });
    store.close();
    const raw = new DatabaseSync(path);
    raw.exec(`DELETE FROM record_shapes; UPDATE events SET json = '{"name":"b"}' WHERE name = 'b'`);
    raw.close();
    store = open();
    const last = await lastSeen();
    expect(Object.keys(last.vms.h1 ?? {})).toEqual(['web1']);
    expect(last.unreadable).toEqual(['vm h1 b']);
    expect(last.vmsJson(last.vms, 'h1')).toBeUndefined();
    expect(last.hosts.h1?.link).toMatchObject({ state: 'idle' });
  });

  it('keeps when a host that went away was last seen', async () => {
    append(1000, { type: 'host-put', host: sampleHost() });
    const error = { code: 'ssh-timeout', message: 'No answer.', retryable: true } as const;
    const link = { state: 'offline', since: 5000, lastSeen: 4000, retryAt: 9000, error } as const;
    append(5000, { type: 'host-put', host: sampleHost({ link }) });
    expect((await lastSeen()).hosts.h1?.link).toMatchObject({ state: 'idle', lastSeen: 4000 });
  });

  it('stores an unchanged object once, however often it is read', () => {
    for (let n = 0; n < 5; n++) {
      append(n, { type: 'host-put', host: sampleHost({ facts: sampleFacts() }) });
      append(n, { type: 'vms-replaced', hostId: 'h1', vms: [sampleVm()] });
    }
    expect(eventCount()).toBe(3);
    append(9, { type: 'vms-replaced', hostId: 'h1', vms: [sampleVm()] });
    expect(eventCount()).toBe(3);
  });

  it('takes usage, clock skew, free space and retries for no change', () => {
    const at = (skew: number, free: number, link: Partial<Host['link']>): SiteEvent => ({
      type: 'host-put',
      host: sampleHost({
        link: { state: 'offline', since: skew, lastSeen: 1, retryAt: skew, error: null, ...link },
        usage: { at: skew, cpu: 0.1, dom0Cpu: 0.1, freeMemoryMiB: free },
        facts: sampleFacts({
          clockSkewMs: skew,
          numaNodes: [{ id: 0, memoryMiB: 3071, freeMiB: free }],
        }),
      }),
    });
    append(1, at(1, 100, {}));
    append(2, at(2, 200, { state: 'connecting' }));
    append(3, at(3, 300, {}), { type: 'vm-put', vm: sampleVm({ cpu: 0.5, cpuSeconds: 7 }) });
    append(4, { type: 'vm-put', vm: sampleVm({ cpu: 0.7, cpuSeconds: 9 }) });
    expect(eventCount()).toBe(3);
  });

  it('keeps what became of VMs and hosts that are gone, and no longer shows them', async () => {
    append(1, { type: 'host-put', host: sampleHost() });
    append(2, { type: 'vms-replaced', hostId: 'h1', vms: [sampleVm(), sampleVm({ name: 'b' })] });
    append(3, { type: 'vms-replaced', hostId: 'h1', vms: [sampleVm()] });
    expect(Object.keys((await lastSeen()).vms.h1 ?? {})).toEqual(['web1']);
    append(4, { type: 'host-removed', hostId: 'h1' });
    expect(await lastSeen()).toMatchObject({ hosts: {}, vms: {} });
    // host, link, two VMs; one gone; then the host, its link and its last VM gone.
    expect(eventCount()).toBe(8);
  });

  it('keeps ended jobs with their log until they are dismissed, and no job under way', async () => {
    append(1, { type: 'job-put', job });
    append(2, { type: 'job-put', job: { ...job, id: 'job2', state: 'running' } });
    expect((await lastSeen()).jobs).toEqual({ job1: job });
    append(3, { type: 'job-removed', jobId: 'job1' });
    expect((await lastSeen()).jobs).toEqual({});
  });

  it('is not harmed by names like __proto__ and web "1" $(reboot) ü', async () => {
    const names = ['__proto__', 'constructor', 'web "1" $(reboot) ü', '💾'];
    append(1, { type: 'host-put', host: sampleHost() });
    append(2, { type: 'vms-replaced', hostId: 'h1', vms: names.map((name) => sampleVm({ name })) });
    expect(Object.keys((await lastSeen()).vms.h1 ?? {})).toEqual(names);
  });

  it('takes the first reading of 1,000 hosts and 20,000 VMs in one go', async () => {
    const hosts = Array.from({ length: 1000 }, (_, n) => `h${n}`);
    const events = hosts.flatMap((id): SiteEvent[] => [
      { type: 'host-put', host: sampleHost({ id, facts: sampleFacts() }) },
      {
        type: 'vms-replaced',
        hostId: id,
        vms: Array.from({ length: 20 }, (_, n) => sampleVm({ hostId: id, name: `vm${n}` })),
      },
    ]);
    append(1, ...events);
    const last = await lastSeen();
    expect(Object.keys(last.hosts)).toHaveLength(1000);
    expect(Object.values(last.vms).flatMap((byName) => Object.keys(byName))).toHaveLength(20_000);
  });

  it('always comes back as the site was, whatever happened to it (property)', async () => {
    const host = fc.constantFrom('h1', 'h2');
    const name = fc.constantFrom('a', 'b', '__proto__');
    const vm = fc
      .record({ hostId: host, name, memoryMiB: fc.integer({ min: 1, max: 3 }) })
      .map((more) => sampleVm(more));
    const event: fc.Arbitrary<SiteEvent> = fc.oneof(
      fc.record({
        type: fc.constant('host-put' as const),
        host: host.map((id) => sampleHost({ id })),
      }),
      fc.record({ type: fc.constant('host-removed' as const), hostId: host }),
      fc.record({ type: fc.constant('vm-put' as const), vm }),
      fc.record({ type: fc.constant('vm-removed' as const), hostId: host, name }),
      fc
        .tuple(host, fc.uniqueArray(vm, { selector: (each) => each.name }))
        .map(([hostId, vms]) => ({
          type: 'vms-replaced' as const,
          hostId,
          vms: vms.map((each) => ({ ...each, hostId })),
        })),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 30 }), async (events) => {
        const memory = openStore(':memory:', { log: recordingLog() });
        if (!memory.ok) throw new Error(memory.error.message);
        memory.value.history.appendEvents(1, events);
        const last = await memory.value.history.loadLast();
        memory.value.close();
        if (!last.ok) throw new Error(last.error.message);
        const site = events.reduce(applyEvent, emptySite);
        const known = Object.keys(site.hosts);
        expect(Object.keys(last.value.hosts).sort()).toEqual(known.sort());
        for (const id of known) {
          expect(sorted(last.value.vms[id])).toEqual(sorted(site.vms[id]));
        }
      }),
      { numRuns: runs(200) },
    );
  });
});

function sorted(vms: Record<string, unknown> | undefined): [string, unknown][] {
  return Object.entries(vms ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
}
