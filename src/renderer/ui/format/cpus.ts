const oneDigit = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

/** A count of CPUs in use: 0.4, 12, 5.9. */
export function formatCpus(count: number): string {
  return oneDigit.format(count);
}
