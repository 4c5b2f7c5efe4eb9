import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openStore, type Store } from '../../../src/main/core/store/open-store.ts';
import { diffSites } from '../../../src/shared/history/diff-sites.ts';
import type { PastSite } from '../../../src/shared/history/past-site.ts';
import { applyEvent, emptySite } from '../../../src/shared/model/apply-event.ts';
import type { SiteEvent } from '../../../src/shared/model/site.ts';
import { someEvent } from '../../support/any-event.ts';
import { runs } from '../../support/properties.ts';
import { recordingLog } from '../../support/quiet-log.ts';
import { sampleHost, sampleVm } from '../../support/sample-site.ts';

function withStore<T>(act: (history: Store['history']) => T): T {
  const opened = openStore(':memory:', { log: recordingLog() });
  if (!opened.ok) throw new Error(opened.error.message);
  try {
    return act(opened.value.history);
  } finally {
    opened.value.close();
  }
}

function siteAt(history: Store['history'], at: number): PastSite {
  const site = history.stateAt(at);
  if (!site.ok) throw new Error(site.error.details);
  return site.value;
}

/** What the history keeps of a site: VMs only of known hosts, without what is never kept. */
function kept(events: readonly SiteEvent[]): PastSite {
  const { hosts, vms } = events.reduce(applyEvent, emptySite);
  return {
    hosts: Object.fromEntries(
      Object.entries(hosts).map(([id, host]) => [id, { ...host, usage: null }]),
    ),
    vms: Object.fromEntries(
      Object.entries(vms)
        .filter(([id, byName]) => hosts[id] && Object.keys(byName).length > 0)
        .map(([id, byName]) => [
          id,
          Object.fromEntries(
            Object.values(byName).map((vm) => [vm.name, { ...vm, cpu: null, cpuSeconds: null }]),
          ),
        ]),
    ),
  };
}

/** When a link was last seen is as precise as the records are: not compared. */
function comparable({ hosts, vms }: PastSite): PastSite {
  const link = { state: 'online', since: 0, lastSeen: 0, retryAt: null, error: null } as const;
  return {
    hosts: Object.fromEntries(
      Object.entries(hosts).map(([id, host]) => [
        id,
        { ...host, link: { ...link, state: host.link.state } },
      ]),
    ),
    vms,
  };
}

describe('the site at a past moment', () => {
  it('is what replaying the events up to then gives (property)', () => {
    const batches = fc.array(fc.array(someEvent, { maxLength: 5 }), { maxLength: 12 });
    fc.assert(
      fc.property(batches, (parts) =>
        withStore((history) => {
          for (const [n, part] of parts.entries()) history.appendEvents(10 * (n + 1), part);
          for (let n = 0; n <= parts.length; n++) {
            const replayed = comparable(kept(parts.slice(0, n).flat()));
            expect(comparable(siteAt(history, 10 * n))).toEqual(replayed);
            expect(comparable(siteAt(history, 10 * n + 9))).toEqual(replayed);
          }
        }),
      ),
      { numRuns: runs(200) },
    );
  });

  it('differs from another moment by what the two whole sites differ in (property)', () => {
    const batches = fc.array(fc.array(someEvent, { maxLength: 5 }), { maxLength: 8 });
    fc.assert(
      fc.property(batches, (parts) =>
        withStore((history) => {
          for (const [n, part] of parts.entries()) history.appendEvents(10 * (n + 1), part);
          const moments = Array.from({ length: parts.length + 1 }, (_, n) => 10 * n);
          for (const from of moments) {
            for (const to of moments) {
              const whole = diffSites(siteAt(history, from), siteAt(history, to));
              expect(history.diff(from, to)).toEqual({ ok: true, value: whole });
            }
          }
        }),
      ),
      { numRuns: runs(200) },
    );
  });

  it('has nothing before the first event, and hosts with the link they had', () =>
    withStore((history) => {
      history.appendEvents(100, [{ type: 'host-put', host: sampleHost() }]);
      const error = { code: 'ssh-timeout', message: 'No answer.', retryable: true } as const;
      const link = { state: 'offline', since: 200, lastSeen: 150, retryAt: 9, error } as const;
      history.appendEvents(200, [{ type: 'host-put', host: sampleHost({ link }) }]);
      expect(siteAt(history, 99)).toEqual({ hosts: {}, vms: {} });
      expect(siteAt(history, 150).hosts.h1?.link).toMatchObject({ state: 'online' });
      expect(siteAt(history, 200).hosts.h1?.link).toMatchObject({
        state: 'offline',
        lastSeen: 150,
        error,
      });
    }));

  it('stays in order when the console’s clock is set back', () =>
    withStore((history) => {
      const put = (memoryMiB: number): SiteEvent => ({
        type: 'vm-put',
        vm: sampleVm({ memoryMiB }),
      });
      history.appendEvents(1000, [{ type: 'host-put', host: sampleHost() }, put(1)]);
      history.appendEvents(400, [put(2)]);
      expect(siteAt(history, 999).hosts).toEqual({});
      expect(siteAt(history, 1000).vms.h1?.web1?.memoryMiB).toBe(2);
    }));

  it('lists the moments of changes, oldest first, the newest when there are too many', () =>
    withStore((history) => {
      for (const at of [10, 20, 30]) {
        history.appendEvents(at, [{ type: 'vm-put', vm: sampleVm({ memoryMiB: at }) }]);
      }
      history.appendEvents(40, [{ type: 'vm-put', vm: sampleVm({ memoryMiB: 30 }) }]);
      expect(history.moments(9)).toEqual({ ok: true, value: [10, 20, 30] });
      expect(history.moments(2)).toEqual({ ok: true, value: [20, 30] });
    }));
});
