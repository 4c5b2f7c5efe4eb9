import { err, ok, type Result } from '../../../../shared/result.ts';
import { parseFailed } from './parse-failed.ts';
import { wordsFromRight } from './words-from-right.ts';

/**
 * `xl vcpu-list` → vCPUs by domid, those offline included: the most a domain can have, also where
 * `xl list -l` leaves it out. Lines that are no rows are left out; the table's head must be there.
 */
export function parseVcpuList(text: string): Result<Map<number, number>> {
  const lines = text.split('\n');
  const header = lines.findIndex((line) => /^Name\s+ID\s+VCPU\s+CPU\s+State\s/.test(line));
  if (header < 0) {
    return err(parseFailed('`xl vcpu-list` did not answer with its table of vCPUs.', text));
  }
  const vcpus = new Map<number, number>();
  for (const line of lines.slice(header + 1)) {
    // …ID VCPU CPU STA Time hard / soft
    const row = wordsFromRight(line, 8);
    if (row?.words[6] !== '/' || !/^[-r][-b][-p]$/.test(row.words[3] ?? '')) continue;
    const domid = row.words[0] ?? '';
    if (!/^\d{1,15}$/.test(domid)) continue;
    vcpus.set(Number(domid), (vcpus.get(Number(domid)) ?? 0) + 1);
  }
  return ok(vcpus);
}
