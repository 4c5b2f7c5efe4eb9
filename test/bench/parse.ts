import { parseDomainList } from '../../src/main/core/xen/xl/parse-domain-list.ts';
import type { Benchmark } from './benchmark.ts';
import { domainListText } from './domain-list-text.ts';
import { median, round } from './statistics.ts';

const domains = 1000;
const rounds = 60;

function timed(act: () => unknown): number {
  const started = performance.now();
  act();
  return performance.now() - started;
}

/** `xl list -l` of a thousand domains, parsed in turn by our parser and by JSON.parse alone. */
const benchmark: Benchmark = {
  about: `xl list -l with ${domains} domains: our parser against JSON.parse alone`,
  async run() {
    const text = domainListText(domains);
    const ours: number[] = [];
    const plain: number[] = [];
    const ratios: number[] = [];
    for (let round = 0; round < rounds + 10; round += 1) {
      const ourMs = timed(() => {
        const parsed = parseDomainList(text);
        if (!parsed.ok || parsed.value.domains.length !== domains) throw new Error('not parsed');
      });
      const plainMs = timed(() => JSON.parse(text));
      // The first rounds warm the compiler up.
      if (round < 10) continue;
      ours.push(ourMs);
      plain.push(plainMs);
      ratios.push(ourMs / plainMs);
    }
    return {
      ratio: round(median(ratios)),
      parseMs: round(median(ours)),
      jsonParseMs: round(median(plain)),
      bytes: text.length,
    };
  },
  budget: ({ ratio }) => (Number(ratio) <= 3 ? [] : [`ratio ${ratio}, at most 3`]),
};

export default benchmark;
