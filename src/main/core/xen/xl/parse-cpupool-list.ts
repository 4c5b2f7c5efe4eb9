import type { HostFacts } from '../../../../shared/model/host.ts';
import { err, ok, type Result } from '../../../../shared/result.ts';
import { parseFailed } from './parse-failed.ts';
import { wordsFromRight } from './words-from-right.ts';

/** `xl cpupool-list`: name, CPUs, scheduler, active, number of domains. */
export function parseCpupoolList(text: string): Result<HostFacts['cpupools']> {
  const lines = text.split('\n');
  const header = lines.findIndex((line) => /^Name\s+CPUs\s+Sched\s/.test(line));
  if (header < 0) {
    return err(parseFailed('`xl cpupool-list` did not answer with its table of pools.', text));
  }
  const pools: HostFacts['cpupools'] = [];
  for (const line of lines.slice(header + 1)) {
    const row = wordsFromRight(line, 4);
    const [cpus = '', scheduler = '', active = '', domains = ''] = row?.words ?? [];
    if (!/^\d{1,9}$/.test(cpus) || !/^[yn]$/.test(active) || !/^\d{1,9}$/.test(domains)) continue;
    pools.push({
      name: row?.before ?? '',
      cpus: Number(cpus),
      scheduler,
      domains: Number(domains),
    });
  }
  return ok(pools);
}
