import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildNodeSide } from '../../scripts/lib/build-node-side.ts';
import { leanHeap } from '../../scripts/lib/lean-heap.mjs';
import type { Benchmark } from './benchmark.ts';

const benchmark: Benchmark = {
  about: 'the core’s memory with 1,000 hosts and 20,000 VMs, all connected and watched',
  async run(progress) {
    // As it is shipped: without Node's compiler for TypeScript, which takes 40 MB by itself.
    await buildNodeSide('test/bench/big-core.ts', 'out/bench', 'es', false);
    progress('connecting to 1,000 hosts');
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--disable-warning=ExperimentalWarning',
      // As the browser host runs.
      ...leanHeap,
      join(import.meta.dirname, '..', '..', 'out', 'bench', 'big-core.mjs'),
      '1000',
      '20000',
    ]);
    return JSON.parse(stdout);
  },
  budget: ({ rssMb }) => (Number(rssMb) <= 400 ? [] : [`rssMb ${rssMb}, at most 400`]),
};

export default benchmark;
