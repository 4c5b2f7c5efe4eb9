/** dom0's own ways out: addresses of loops, tunnels to guests and host-only links reach nobody. */
const notOurs = /^(?:lo|vif|tap|docker|virbr|veth)/;

/**
 * `ip -o addr` → global addresses, IPv4 first, each once, in the order of the interfaces.
 * A line: `2: eth0    inet 10.0.2.15/24 brd … scope global eth0\\ …`.
 */
export function parseIpAddr(text: string): string[] {
  const found: Record<'inet' | 'inet6', Set<string>> = { inet: new Set(), inet6: new Set() };
  for (const line of text.split('\n')) {
    const [index = '', device = '', family = '', address = '', ...rest] = line.split(/\s+/, 16);
    if (!/^\d+:$/.test(index) || notOurs.test(device)) continue;
    if (family !== 'inet' && family !== 'inet6') continue;
    if (rest[rest.indexOf('scope') + 1] !== 'global') continue;
    const bare = address.split('/')[0] ?? '';
    if (/^[0-9a-fA-F.:]{2,45}$/.test(bare)) found[family].add(bare);
  }
  return [...found.inet, ...found.inet6];
}
