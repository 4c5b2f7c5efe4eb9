import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore, type Store } from '../../../src/main/core/store/open-store.ts';
import type { PastEvent } from '../../../src/shared/history/past-event.ts';
import { recordingLog } from '../../support/quiet-log.ts';
import { sampleMoveJob } from '../../support/sample-job.ts';
import { sampleHost, sampleVm } from '../../support/sample-site.ts';

let store: Store;
const host = sampleHost({ id: 'h1', label: 'Zürich-1' });
const web = sampleVm({ hostId: 'h1', name: 'web-01', memoryMiB: 128 });

beforeEach(() => {
  const opened = openStore(':memory:', { log: recordingLog() });
  if (!opened.ok) throw new Error(opened.error.message);
  store = opened.value;
  store.history.appendEvents(10, [{ type: 'host-put', host }]);
  store.history.appendEvents(20, [{ type: 'vms-replaced', hostId: 'h1', vms: [web] }]);
  store.history.appendEvents(30, [{ type: 'vm-put', vm: { ...web, memoryMiB: 256 } }]);
});
afterEach(() => store.close());

function find(query: string, limit = 100): PastEvent[] {
  const found = store.history.find(query, limit);
  if (!found.ok) throw new Error(found.error.details);
  return found.value;
}

/** `at change name: fields` of each event. */
function told(events: readonly PastEvent[]): string[] {
  return events.map((event) =>
    event.kind === 'job'
      ? `${event.at} job ${event.job.id}`
      : `${event.at} ${event.change.change} ${event.change.name}`,
  );
}

describe('the search for past events', () => {
  it('finds what became of a VM, newest first, with what changed', () => {
    expect(told(find('web'))).toEqual(['30 changed web-01', '20 added web-01']);
    expect(find('web', 1)).toMatchObject([
      { at: 30, change: { fields: [{ field: 'memoryMiB', before: 128, after: 256 }] } },
    ]);
  });

  it('finds by the name of the host, case and diacritics aside, and by words of both', () => {
    expect(told(find('zurich'))).toEqual([
      '30 changed web-01',
      '20 added web-01',
      '10 added Zürich-1',
    ]);
    expect(told(find('ZURICH web'))).toEqual(['30 changed web-01', '20 added web-01']);
    expect(find('zurich mail')).toEqual([]);
  });

  it('gives the newest events when nothing is asked for', () => {
    expect(told(find('', 2))).toEqual(['30 changed web-01', '20 added web-01']);
  });

  it('remembers what is gone by the name it had', () => {
    store.history.appendEvents(40, [{ type: 'host-removed', hostId: 'h1' }]);
    expect(told(find('zurich', 2))).toEqual(['40 removed web-01', '40 removed Zürich-1']);
  });

  it('tells when a host was lost and was there again', () => {
    const lost = { ...host, link: { ...host.link, state: 'offline' as const } };
    store.history.appendEvents(40, [{ type: 'host-put', host: lost }]);
    store.history.appendEvents(50, [{ type: 'host-put', host }]);
    expect(find('zurich', 2)).toMatchObject([
      { at: 50, change: { fields: [{ field: 'link', before: 'offline', after: 'online' }] } },
      { at: 40, change: { fields: [{ field: 'link', before: 'online', after: 'offline' }] } },
    ]);
  });

  it('finds jobs by what they did to what, even those that were dismissed, as they ended', () => {
    const job = sampleMoveJob({ id: 'j1', state: 'running', endedAt: null });
    store.history.appendEvents(40, [{ type: 'job-put', job }]);
    const ended = { ...job, state: 'succeeded' as const, endedAt: 45, log: ['a line'] };
    store.history.appendEvents(45, [{ type: 'job-put', job: ended }]);
    store.history.appendEvents(50, [{ type: 'job-removed', jobId: 'j1' }]);
    const query = 'move web1';
    expect(find(query)).toEqual([{ kind: 'job', at: 45, job: { ...ended, log: [] } }]);
  });

  it('finds a plan by what it was for and the host that it emptied', () => {
    const spec = {
      kind: 'plan',
      planId: 'p',
      goal: 'evacuate',
      hostId: 'h1',
      moves: 5,
      onTrouble: 'stop',
    } as const;
    const job = sampleMoveJob({ id: 'j2', spec, state: 'failed', endedAt: 45 });
    store.history.appendEvents(45, [{ type: 'job-put', job }]);
    expect(find('plan evacuate zurich')).toMatchObject([{ kind: 'job', job: { id: 'j2' } }]);
    expect(find('plan consolidate')).toEqual([]);
  });

  it('reads the whole log backwards when a word is in very many names', () => {
    const vms = Array.from({ length: 400 }, (_, n) =>
      sampleVm({ hostId: 'h1', name: `mass-${n}` }),
    );
    store.history.appendEvents(60, [{ type: 'vms-replaced', hostId: 'h1', vms: [web, ...vms] }]);
    expect(told(find('mass', 2))).toEqual(['60 added mass-399', '60 added mass-398']);
  });

  it('finds a VM that is named like a property of every object', () => {
    store.history.appendEvents(60, [{ type: 'vm-put', vm: sampleVm({ name: '__proto__' }) }]);
    expect(told(find('__proto__'))).toEqual(['60 added __proto__']);
  });

  it('finds what changed in a configuration file by its path and its host, with the first lines', () => {
    const path = '/etc/xen/mail-07.cfg';
    const put = (at: number, text: string | null) =>
      store.history.appendConfigs(at, 'h1', [{ path, text }]);
    put(40, 'name = "mail-07"\nmemory = 1024\n');
    put(50, 'name = "mail-07"\nmemory = 2048\n');
    expect(told(find('mail-07'))).toEqual([`50 changed ${path}`, `40 added ${path}`]);
    expect(find('mail zurich', 1)).toMatchObject([
      {
        change: { kind: 'config', hunks: [{ lines: expect.arrayContaining(['+memory = 2048']) }] },
      },
    ]);
    // There, but unreadable for a moment: it did not go.
    put(60, null);
    expect(told(find('mail-07'))).toHaveLength(2);
    store.history.appendConfigs(70, 'h1', []);
    expect(told(find('mail-07', 1))).toEqual([`70 removed ${path}`]);
  });
});
