import { expect, it } from 'vitest';
import { siteTotals } from '../../../../src/renderer/state/site-totals.ts';
import { emptySite } from '../../../../src/shared/model/apply-event.ts';
import { sampleFacts } from '../../../support/sample-facts.ts';
import { sampleHost } from '../../../support/sample-site.ts';

const facts = sampleFacts({ pcpus: 8, totalMemoryMiB: 1000 });
const read = (id: string, cpu: number | null) =>
  sampleHost({ id, facts, usage: { cpu, dom0Cpu: null, freeMemoryMiB: 400, at: 0 } });

it('counts the load of hosts only where it is known, and so never says that an unknown site idles', () => {
  const site = { ...emptySite, hosts: { a: read('a', null), b: read('b', null) } };
  expect(siteTotals(site)).toMatchObject({ pcpus: 0, cpuInUse: 0, memoryMiB: 2000 });
  const later = { ...emptySite, hosts: { a: read('a', 0.25), b: read('b', null) } };
  expect(siteTotals(later)).toMatchObject({ pcpus: 8, cpuInUse: 2, memoryInUseMiB: 1200 });
});
