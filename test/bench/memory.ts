import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { leanHeap } from '../../scripts/lib/lean-heap.mjs';
import type { Benchmark } from './benchmark.ts';

const benchmark: Benchmark = {
  about: 'the core’s memory with 1,000 hosts and 20,000 VMs, all connected and watched',
  async run(progress) {
    progress('connecting to 1,000 hosts');
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--disable-warning=ExperimentalWarning',
      // As the browser host runs.
      ...leanHeap,
      join(import.meta.dirname, 'big-core.ts'),
      '1000',
      '20000',
    ]);
    return JSON.parse(stdout);
  },
  budget: ({ rssMb }) => (Number(rssMb) <= 400 ? [] : [`rssMb ${rssMb}, at most 400`]),
};

export default benchmark;
