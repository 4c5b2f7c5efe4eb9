const grouped = new Intl.NumberFormat('en');

/** `1 VM`, `20,000 VMs`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${grouped.format(count)} ${count === 1 ? one : many}`;
}
