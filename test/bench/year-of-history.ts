import { openStore, type Store } from '../../src/main/core/store/open-store.ts';
import type { HostFacts } from '../../src/shared/model/host.ts';
import type { SiteEvent } from '../../src/shared/model/site.ts';
import type { Vm } from '../../src/shared/model/vm.ts';
import { recordingLog } from '../support/quiet-log.ts';
import { sampleFacts } from '../support/sample-facts.ts';
import { sampleHost, sampleVm } from '../support/sample-site.ts';

const vmsPerHost = 20;
const days = 365;
/** Of all hosts and VMs, a day. */
const changing = 0.01;
const dayMs = 86_400_000;
/** Changes of a day come in so many batches, as they do where people work. */
const batches = 20;
export const firstDay = Date.UTC(2025, 10, 24);
export const lastDay = firstDay + days * dayMs;

/** The same numbers in every run: a linear congruential generator, 0 to 1. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

export interface YearOfHistory {
  store: Store;
  /** The UTF-8 bytes of every state that was told, whole, as JSON. */
  changedBytes: number;
  changes: number;
}

function firstVm(hostId: string, host: number, at: number): Vm {
  const n = host * vmsPerHost + at;
  const hex = n.toString(16).padStart(12, '0');
  return sampleVm({
    hostId,
    name: `service-${at}-of-${host}`,
    uuid: `8f14e45f-ceea-467f-a0e6-${hex}`,
    domid: at + 1,
    memoryMiB: 2048,
    maxMemoryMiB: 4096,
    disks: ['xvda', 'xvdb'].map((vdev) => ({
      vdev,
      path: `/dev/vg-guests/service-${n}-${vdev}`,
      format: 'raw',
      backend: 'phy',
      readonly: false,
    })),
    nics: [
      {
        mac: `00:16:3e:${hex.slice(-6).replace(/(..)(..)(..)/, '$1:$2:$3')}`,
        bridge: 'xenbr0',
        model: 'vif',
      },
    ],
    configPath: `/etc/xen/service-${at}-of-${host}.cfg`,
  });
}

/**
 * A year of a large site in a store of its own: 1,000 hosts with 20,000 VMs of which 1 % change
 * each day, in turn their size, their state and the host's own facts. Seeded.
 * @param options.hosts Another number of hosts, each with its 20 VMs.
 */
export function makeYearOfHistory(path: string, options: { hosts?: number } = {}): YearOfHistory {
  const hosts = options.hosts ?? 1000;
  const opened = openStore(path, { log: recordingLog() });
  if (!opened.ok) throw new Error(opened.error.message);
  const { history } = opened.value;
  const random = seeded(1);
  let changedBytes = 0;
  let changes = 0;

  const write = (at: number, events: readonly SiteEvent[]): void => {
    for (const event of events) {
      const told =
        event.type === 'vms-replaced'
          ? event.vms
          : event.type === 'vm-put'
            ? [event.vm]
            : [event.type === 'host-put' ? event.host : event];
      for (const object of told) changedBytes += Buffer.byteLength(JSON.stringify(object));
      changes += told.length;
    }
    const written = history.appendEvents(at, events);
    if (!written.ok) throw new Error(written.error.details);
  };

  const ids = Array.from({ length: hosts }, (_, n) => `host-${String(n).padStart(4, '0')}`);
  const facts = new Map<string, HostFacts>(ids.map((id) => [id, sampleFacts({ hostname: id })]));
  const vms = ids.flatMap((id, host) =>
    Array.from({ length: vmsPerHost }, (_, at) => firstVm(id, host, at)),
  );
  const hostPut = (id: string): SiteEvent => ({
    type: 'host-put',
    host: sampleHost({ id, label: id, facts: facts.get(id) ?? null }),
  });
  write(
    firstDay,
    ids.flatMap((hostId, host): SiteEvent[] => [
      hostPut(hostId),
      { type: 'vms-replaced', hostId, vms: vms.slice(host * vmsPerHost, (host + 1) * vmsPerHost) },
    ]),
  );

  const objects = hosts + vms.length;
  const perBatch = Math.round((objects * changing) / batches);
  for (let batch = 1; batch <= days * batches; batch++) {
    const events: SiteEvent[] = [];
    for (let n = 0; n < perBatch; n++) {
      const which = Math.floor(random() * objects);
      const id = ids[which];
      if (id !== undefined) {
        facts.set(id, sampleFacts({ hostname: id, dom0Kernel: `6.12.${batch}-amd64` }));
        events.push(hostPut(id));
        continue;
      }
      const vm = vms[which - hosts];
      if (!vm) continue;
      const next: Vm =
        random() < 0.5
          ? { ...vm, memoryMiB: 1024 + Math.floor(random() * 3072) }
          : { ...vm, state: vm.state === 'running' ? 'halted' : 'running' };
      vms[which - hosts] = next;
      events.push({ type: 'vm-put', vm: next });
    }
    write(firstDay + Math.round((batch * dayMs) / batches), events);
  }
  return { store: opened.value, changedBytes, changes };
}
