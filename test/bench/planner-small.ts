import { consolidate } from '../../src/main/core/capacity/consolidate.ts';
import { fewestHosts } from '../../src/main/core/capacity/exact/fewest-hosts.ts';
import { loadSolver } from '../../src/main/core/capacity/exact/solver.ts';
import { seededRandom } from '../../src/main/demo/model/seeded-random.ts';
import { capacitySite } from '../support/capacity-sites.ts';
import type { Benchmark } from './benchmark.ts';
import { quantile, round } from './statistics.ts';

const sites = 50;

/** Three to 20 hosts and at most 200 VMs: roomy sites, and ones so full that every VM's place counts. */
function siteOf(seed: number) {
  const random = seededRandom(seed, 'planner-small');
  const hosts = random.between(3, 20);
  return capacitySite({ hosts, vms: Math.min(200, hosts * random.between(6, 20)), seed });
}

/** `ratio` is the worst of all sites: hosts of the plan against the proven fewest. */
const benchmark: Benchmark = {
  about: 'fewest hosts of 50 made-up sites of at most 20 hosts and 200 VMs, each with its proof',
  async run(progress) {
    const solve = await loadSolver();
    const figures = Array.from({ length: sites }, (_, at) => {
      const model = siteOf(at + 1);
      let solved = 0;
      const started = performance.now();
      const heuristic = consolidate(model);
      const plan = fewestHosts(model, heuristic, (text, seconds) => {
        solved += 1;
        return solve(text, seconds);
      });
      const ms = performance.now() - started;
      progress(
        `site ${at + 1}: ${model.hosts.length} hosts, ${model.vms.length} VMs: ${plan.used} hosts ` +
          `(proven at least ${plan.bound}, heuristic ${heuristic.used}), ${plan.moves.length} moves, ` +
          `${solved} programs, ${Math.round(ms)} ms`,
      );
      return { ms, ratio: plan.used / plan.bound, solved, better: plan.used < heuristic.used };
    });
    return {
      ratio: round(Math.max(...figures.map(({ ratio }) => ratio))),
      p95Ms: Math.round(
        quantile(
          figures.map(({ ms }) => ms),
          0.95,
        ),
      ),
      worstMs: Math.round(Math.max(...figures.map(({ ms }) => ms))),
      sitesSolved: figures.filter(({ solved }) => solved > 0).length,
      sitesImproved: figures.filter(({ better }) => better).length,
    };
  },
  budget({ ratio, p95Ms }) {
    const missed: string[] = [];
    if (!(Number(ratio) <= 1)) missed.push(`ratio ${ratio}, has to be 1`);
    if (!(Number(p95Ms) <= 5000)) missed.push(`p95Ms ${p95Ms}, at most 5000`);
    return missed;
  },
};

export default benchmark;
