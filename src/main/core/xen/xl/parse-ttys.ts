/** Words of `<domid>=<terminal of its console>`, as the scripts print them. */
export function parseTtys(text: string): Map<number, string> {
  const ttys = new Map<number, string>();
  for (const word of text.split(/\s+/)) {
    const pair = /^(\d{1,9})=(\/.*)$/.exec(word);
    if (pair) ttys.set(Number(pair[1]), pair[2] ?? '');
  }
  return ttys;
}
