/** Narrower stretches than this share of the bar cannot be told apart. */
const leastShare = 0.02;

/**
 * Hairlines between the VMs of a bar, as one background: an element for each of twenty thousand
 * VMs would cost more than the picture is worth. `values`: what each has, the largest first.
 */
export function stackBackground(values: readonly number[]): string | undefined {
  const total = values.reduce((sum, value) => sum + value, 0);
  if (total <= 0) return undefined;
  const lines: string[] = [];
  let at = 0;
  for (const value of values.slice(0, -1)) {
    if (value / total < leastShare) break;
    at += value / total;
    const place = `${(100 * at).toFixed(2)}%`;
    lines.push(
      `transparent calc(${place} - 1px), var(--bar-line) calc(${place} - 1px), var(--bar-line) ${place}, transparent ${place}`,
    );
  }
  return lines.length > 0 ? `linear-gradient(to right, ${lines.join(', ')})` : undefined;
}
