/** Why something is possible for none of the VMs: the reason of one, or the first two of several. */
export function noneText(unable: readonly { reason: string }[]): string {
  const reasons = [...new Set(unable.map(({ reason }) => reason))];
  if (unable.length === 1) return reasons[0] ?? '';
  const more = reasons.length > 2 ? ' And more.' : '';
  return `Not for any of them. ${reasons.slice(0, 2).join(' ')}${more}`;
}
