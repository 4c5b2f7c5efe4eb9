import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffSites, type ObjectChange } from '../../../../src/shared/history/diff-sites.ts';
import { hostFields, volatileVmFields } from '../../../../src/shared/history/object-fields.ts';
import type { PastSite } from '../../../../src/shared/history/past-site.ts';
import { applyEvent, emptySite } from '../../../../src/shared/model/apply-event.ts';
import type { SiteEvent } from '../../../../src/shared/model/site.ts';
import type { Vm } from '../../../../src/shared/model/vm.ts';
import { someEvent } from '../../../support/any-event.ts';
import { runs } from '../../../support/properties.ts';
import { sampleFacts } from '../../../support/sample-facts.ts';
import { sampleHost, sampleVm } from '../../../support/sample-site.ts';

function site(...events: SiteEvent[]): PastSite {
  const { hosts, vms } = events.reduce(applyEvent, emptySite);
  return { hosts, vms };
}

const host = (id: string): SiteEvent => ({ type: 'host-put', host: sampleHost({ id, label: id }) });
const vm = (more: Parameters<typeof sampleVm>[0]): SiteEvent => ({
  type: 'vm-put',
  vm: sampleVm(more),
});

function compared(fields: Vm): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).filter(([field]) => !volatileVmFields.has(field)),
  );
}

/** Every object's compared fields, by `host h1` or `vm h1 web1`. */
function fieldsOf({ hosts, vms }: PastSite): Map<string, Record<string, unknown>> {
  return new Map([
    ...Object.values(hosts).map((each) => [`host ${each.id}`, { ...hostFields(each) }] as const),
    ...Object.values(vms)
      .flatMap((byName) => Object.values(byName))
      .map((each) => [`vm ${each.hostId} ${each.name}`, compared(each)] as const),
  ]);
}

function keyOf({ kind, hostId }: ObjectChange, name: string): string {
  return kind === 'host' ? `host ${hostId}` : `vm ${hostId} ${name}`;
}

/** The other direction: makes the later site's fields from the earlier one's and the changes. */
function applied(before: PastSite, changes: readonly ObjectChange[]) {
  const objects = fieldsOf(before);
  const old = new Map(objects);
  for (const change of changes) {
    const { from } = change;
    if (from) objects.delete(`vm ${from.hostId} ${from.name}`);
    if (change.change === 'removed') objects.delete(keyOf(change, change.name));
  }
  for (const change of changes) {
    if (change.change === 'removed') continue;
    const { from } = change;
    const key = keyOf(change, change.name);
    const fields = { ...old.get(from ? `vm ${from.hostId} ${from.name}` : key) };
    for (const { field, after } of change.fields) {
      if (after === undefined) delete fields[field];
      else fields[field] = after;
    }
    objects.set(key, fields);
  }
  return objects;
}

describe('the difference between two moments of a site', () => {
  it('is nothing between equal sites (property)', () => {
    fc.assert(
      fc.property(fc.array(someEvent, { maxLength: 20 }), (events) => {
        const before = site(...events);
        expect(diffSites(before, structuredClone(before))).toEqual([]);
      }),
    );
  });

  it('explains every change: applied to the one site it gives the other (property)', () => {
    const events = fc.array(someEvent, { maxLength: 20 });
    fc.assert(
      fc.property(events, events, (first, then) => {
        const before = site(...first);
        const after = site(...first, ...then);
        expect(applied(before, diffSites(before, after))).toEqual(fieldsOf(after));
        expect(applied(after, diffSites(after, before))).toEqual(fieldsOf(before));
      }),
      { numRuns: runs(500) },
    );
  });

  it('names the field with what it was and is', () => {
    const before = site(host('h1'), vm({ memoryMiB: 128 }));
    const after = site(host('h1'), vm({ memoryMiB: 256 }));
    expect(diffSites(before, after)).toEqual([
      {
        kind: 'vm',
        change: 'changed',
        hostId: 'h1',
        name: 'web1',
        from: null,
        fields: [{ field: 'memoryMiB', before: 128, after: 256 }],
      },
    ]);
  });

  it('knows a VM that moved from one that went and one that came', () => {
    const before = site(host('h1'), host('h2'), vm({}), vm({ name: 'gone', uuid: 'u1' }));
    const after = site(
      host('h1'),
      host('h2'),
      vm({ hostId: 'h2', domid: 7 }),
      vm({ hostId: 'h2', name: 'new', uuid: 'u2' }),
    );
    const changes = diffSites(before, after);
    expect(changes.map(({ change, hostId, name }) => [change, hostId, name])).toEqual([
      ['moved', 'h2', 'web1'],
      ['added', 'h2', 'new'],
      ['removed', 'h1', 'gone'],
    ]);
    expect(changes[0]).toMatchObject({
      from: { hostId: 'h1', name: 'web1' },
      fields: [
        { field: 'hostId', before: 'h1', after: 'h2' },
        { field: 'domid', before: 1, after: 7 },
      ],
    });
  });

  it('is silent about usage, free memory and clocks, and tells a lost connection', () => {
    const facts = sampleFacts({ numaNodes: [{ id: 0, memoryMiB: 3071, freeMiB: 10 }] });
    const later = sampleFacts({
      clockSkewMs: 900,
      numaNodes: [{ id: 0, memoryMiB: 3071, freeMiB: 99 }],
    });
    const before = site({ type: 'host-put', host: sampleHost({ facts }) });
    const online = sampleHost({ facts: later });
    expect(diffSites(before, site({ type: 'host-put', host: online }))).toEqual([]);
    const link = { ...online.link, state: 'offline' as const, retryAt: 5 };
    const lost = site({ type: 'host-put', host: { ...online, link } });
    expect(diffSites(before, lost)[0]?.fields).toEqual([
      { field: 'link', before: 'online', after: 'offline' },
    ]);
  });
});
