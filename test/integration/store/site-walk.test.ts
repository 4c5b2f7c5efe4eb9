import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openStore, type Store } from '../../../src/main/core/store/open-store.ts';
import type { SiteWalk } from '../../../src/main/core/store/site-walk.ts';
import type { PastSite } from '../../../src/shared/history/past-site.ts';
import { byNaturalName } from '../../../src/shared/natural-key.ts';
import { someEvent } from '../../support/any-event.ts';
import { recordingLog } from '../../support/quiet-log.ts';

function withStore<T>(act: (history: Store['history']) => T): T {
  const opened = openStore(':memory:', { log: recordingLog() });
  if (!opened.ok) throw new Error(opened.error.message);
  try {
    return act(opened.value.history);
  } finally {
    opened.value.close();
  }
}

function must<T>(result: { ok: true; value: T } | { ok: false; error: { message: string } }): T {
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

/** All that was walked through, as the site that it makes. */
function gathered(walk: SiteWalk): PastSite {
  const entries = [...walk.hosts()];
  return {
    hosts: Object.fromEntries(entries.map(({ host }) => [host.id, host])),
    vms: Object.fromEntries(
      entries
        .filter(({ vms }) => vms.length > 0)
        .map(({ host, vms }) => [host.id, Object.fromEntries(vms.map((vm) => [vm.name, vm]))]),
    ),
  };
}

const batches = fc.array(fc.array(someEvent, { maxLength: 5 }), { maxLength: 10 });

describe('a walk through the site at a moment', () => {
  it('is the site at that moment, host by host and in the order of names (property)', () => {
    fc.assert(
      fc.property(batches, (parts) =>
        withStore((history) => {
          for (const [n, part] of parts.entries()) history.appendEvents(10 * (n + 1), part);
          for (let at = 0; at <= 10 * parts.length; at += 10) {
            const walk = must(history.walk(at));
            expect(gathered(walk)).toEqual(must(history.stateAt(at)));
            const labels = [...walk.hosts()].map(({ host }) => host.label);
            expect(labels).toEqual([...labels].sort(byNaturalName));
            for (const { host, vms } of walk.hosts()) {
              expect(walk.host(host.id)).toEqual({ host, vms });
              expect(vms.map(({ name }) => name)).toEqual(
                vms.map(({ name }) => name).sort(byNaturalName),
              );
            }
          }
        }),
      ),
    );
  });

  it('stays that of its moment, whatever is written and looked at meanwhile (property)', () => {
    fc.assert(
      fc.property(batches, batches, (before, after) =>
        withStore((history) => {
          for (const [n, part] of before.entries()) history.appendEvents(10 * (n + 1), part);
          const now = 10 * before.length;
          const expected = must(history.stateAt(now));
          const walk = must(history.walk(now));
          const seen: string[] = [];
          for (const { host } of walk.hosts()) {
            seen.push(host.id);
            for (const part of after) history.appendEvents(now + 10, part);
            must(history.stateAt(now + 10));
          }
          expect(seen.sort()).toEqual(Object.keys(expected.hosts).sort());
          expect(gathered(walk)).toEqual(expected);
        }),
      ),
    );
  });

  it('has no host that was not there, however it is named', () => {
    withStore((history) => {
      expect(must(history.walk(5)).host('__proto__')).toBeNull();
    });
  });
});
