import { openDemoProcess } from '../support/demo-process.ts';
import { beginDemoRollout, carryDemoRollout, stateOf } from '../support/demo-rollout.ts';
import { createSshSite, linkIn } from '../support/ssh-site.ts';
import type { Benchmark } from './benchmark.ts';
import { median, round } from './statistics.ts';

const sizes = [100, 1000] as const;
const rounds = 3;
/** How much faster than real ones the demo's clients boot. */
const speed = 200;

interface Measured {
  cpuMsPerClient: number;
  readMs: number;
}

/** A whole rollout over `clients` machines; the demo is another process, and costs this one nothing. */
async function measure(clients: number): Promise<Measured> {
  // Half of a demo's clients are web servers.
  const demo = await openDemoProcess({ hosts: 1, vms: 0, seed: 7, clients: clients * 2, speed });
  const site = createSshSite();
  try {
    const { port, root, label } = demo.imageServer;
    const identityFiles = demo.hosts[0]?.access.identityFiles ?? [];
    const link = site.link({ port, identityFiles }, { label });
    link.connect();
    await linkIn(link, 'online');
    const place = { runner: link, label, root };
    const began = performance.now();
    await stateOf(place);
    const readMs = performance.now() - began;
    const policy = { offline: 'skip', successThreshold: 0.9, errorThreshold: 0.1 } as const;
    const id = await beginDemoRollout(place, 'web', policy);
    const before = process.cpuUsage();
    const carried = await carryDemoRollout(place, id, { pauseMs: 50 });
    const { user, system } = process.cpuUsage(before);
    if (!carried.ok || carried.value?.status !== 'done') {
      throw new Error(`the rollout did not end well: ${JSON.stringify(carried)}`);
    }
    return { cpuMsPerClient: (user + system) / 1000 / clients, readMs };
  } finally {
    await site.close();
    await demo.close();
  }
}

const benchmark: Benchmark = {
  about: 'CPU of the console per client of a rollout in the demo, of 1,000 clients against 100',
  async run(progress) {
    // Once for the compiler: code that is cold is not what grows with the size.
    await measure(sizes[0]);
    const all = new Map<number, Measured[]>(sizes.map((size) => [size, []]));
    for (let turn = 1; turn <= rounds; turn++) {
      for (const size of sizes) {
        const measured = await measure(size);
        all.get(size)?.push(measured);
        progress(`${size} clients: ${round(measured.cpuMsPerClient)} ms each`);
      }
    }
    const per = (size: number) => median((all.get(size) ?? []).map((one) => one.cpuMsPerClient));
    const read = (size: number) => median((all.get(size) ?? []).map((one) => one.readMs));
    return {
      ratio: round(per(1000) / per(100)),
      cpuMsPerClient100: round(per(100)),
      cpuMsPerClient1000: round(per(1000)),
      // Twice as many clients are on the server as go through the rollout.
      readAllMs: round(read(1000)),
    };
  },
  budget: ({ ratio, readAllMs }) => [
    ...(Number(ratio) <= 1.2 ? [] : [`ratio ${ratio}, at most 1.2`]),
    ...(Number(readAllMs) <= 2000 ? [] : [`reading all took ${readAllMs} ms, at most 2000`]),
  ],
};

export default benchmark;
