import type { DomainRow } from '../host/domain-rows.ts';
import { cpuTime, padName } from './format-number.ts';

/** `xl list` and `xl list -v`. */
export function formatList(rows: readonly DomainRow[], verbose: boolean): string {
  const head = `${'Name'.padEnd(40)} ${'ID'.padStart(5)} ${'Mem'.padStart(5)} VCPUs\tState\tTime(s)`;
  const more = '   UUID                            Reason-Code\tSecurity Label';
  const lines = rows.map((row) => {
    const line = [
      padName(row.name, 40),
      ` ${String(row.domid).padStart(5)}`,
      ` ${String(row.memoryMiB).padStart(5)}`,
      ` ${String(row.vcpus).padStart(5)}`,
      `     ${row.state}`,
      `  ${cpuTime(row.seconds, 8)}`,
    ].join('');
    if (!verbose) return line;
    const reasons: Record<string, string> = { s: '2', c: '3' };
    const reason = row.state[3] === 's' ? (reasons[row.state[4] ?? ''] ?? '0') : '-';
    return `${line} ${row.uuid} ${reason.padStart(8)} ${'-'.padStart(16)}`;
  });
  return [verbose ? head + more : head, ...lines, ''].join('\n');
}
