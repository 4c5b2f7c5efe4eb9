import { consolidate } from '../../src/main/core/capacity/consolidate.ts';
import { firstFitDecreasing } from '../../src/main/core/capacity/first-fit.ts';
import { capacitySite } from '../support/capacity-sites.ts';
import type { Benchmark } from './benchmark.ts';
import { round } from './statistics.ts';

const seeds = [1, 2, 3];

/** The worst of several made-up sites, each against the lower bound and first-fit-decreasing. */
const benchmark: Benchmark = {
  about:
    'consolidating 1,000 hosts with 20,000 VMs, against the lower bound and first-fit-decreasing',
  async run(progress) {
    const figures = seeds.map((seed) => {
      const model = capacitySite({ hosts: 1000, vms: 20_000, seed });
      const started = performance.now();
      const { used, bound, moves } = consolidate(model);
      const ms = performance.now() - started;
      const plain = firstFitDecreasing(model);
      if (!plain) throw new Error('first-fit-decreasing found no place for a VM');
      const theirHosts = new Set(plain).size;
      const theirMoves = model.vms.filter(({ host }, at) => plain[at] !== host).length;
      progress(
        `site ${seed}: ${used} hosts (bound ${bound}, first fit ${theirHosts}), ` +
          `${moves.length} moves (first fit ${theirMoves}), ${Math.round(ms)} ms`,
      );
      return {
        ms,
        boundRatio: used / bound,
        hostsRatio: used / theirHosts,
        movesRatio: moves.length / theirMoves,
      };
    });
    const worst = (key: keyof (typeof figures)[number]) =>
      round(Math.max(...figures.map((each) => each[key])));
    return {
      boundRatio: worst('boundRatio'),
      ms: Math.round(worst('ms')),
      hostsAgainstFirstFit: worst('hostsRatio'),
      movesAgainstFirstFit: worst('movesRatio'),
      rssMb: Math.round(process.memoryUsage.rss() / 1e6),
    };
  },
  budget({ boundRatio, ms, hostsAgainstFirstFit, movesAgainstFirstFit, rssMb }) {
    const missed: string[] = [];
    if (!(Number(boundRatio) <= 1.03)) missed.push(`boundRatio ${boundRatio}, at most 1.03`);
    if (!(Number(ms) <= 10_000)) missed.push(`ms ${ms}, at most 10000`);
    if (!(Number(hostsAgainstFirstFit) <= 1)) missed.push('more hosts than first-fit-decreasing');
    if (!(Number(movesAgainstFirstFit) < 1))
      missed.push('not fewer moves than first-fit-decreasing');
    if (!(Number(rssMb) <= 1000)) missed.push(`rssMb ${rssMb}, at most 1000`);
    return missed;
  },
};

export default benchmark;
