const mostNames = 8;

/** Names in a sentence: `web-1`, `web-1 and web-2`, or `web-1, web-2, … and 12 more`. Pure. */
export function nameList(names: readonly string[]): string {
  if (names.length < 2) return names[0] ?? '';
  if (names.length > mostNames) {
    return `${names.slice(0, mostNames - 1).join(', ')} and ${names.length - mostNames + 1} more`;
  }
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
