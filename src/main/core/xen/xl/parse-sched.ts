import { err, ok, type Result } from '../../../../shared/result.ts';
import { parseFailed } from './parse-failed.ts';
import { wordsFromRight } from './words-from-right.ts';

/** `weight`: 1 to 65535. `cap`: percent of one pCPU, 0 = none. */
export interface SchedParams {
  weight: number;
  cap: number;
}

/**
 * `xl sched-credit` or `xl sched-credit2` → weight and cap by domid. Every cpupool has a line of
 * its own and a table's head; neither ends in three numbers.
 */
export function parseSched(text: string): Result<Map<number, SchedParams>> {
  const lines = text.split('\n');
  if (!lines.some((line) => /^Name\s+ID\s+Weight\s+Cap\s*$/.test(line))) {
    return err(parseFailed('The scheduler’s table of weights and caps was not there.', text));
  }
  const params = new Map<number, SchedParams>();
  for (const line of lines) {
    const row = wordsFromRight(line, 3);
    if (!row?.words.every((word) => /^\d{1,15}$/.test(word))) continue;
    const [domid, weight, cap] = row.words;
    params.set(Number(domid), { weight: Number(weight), cap: Number(cap) });
  }
  return ok(params);
}
