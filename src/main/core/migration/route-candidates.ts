import type { Access } from '../../../shared/model/connection.ts';

/** Where the source may find the target. */
export interface MoveAddress {
  address: string;
  port: number;
}

/**
 * The addresses by which another host may reach this one, most likely first. An address that the
 * user gave for this purpose is the only one. Else the console's own way, unless it leads through
 * a jump host or to the console itself (a forwarded port), then what the host says it has: which of
 * them is right, its host key will prove.
 * @param port The port in use, after ~/.ssh/config.
 * @param own Addresses that the host reports of itself.
 */
export function routeCandidates(
  access: Pick<Access, 'address' | 'proxyJump' | 'migrationAddress' | 'migrationPort'>,
  port: number,
  own: readonly string[],
): MoveAddress[] {
  if (access.migrationAddress !== null) {
    const samePlace = access.migrationAddress === access.address;
    const migrationPort = access.migrationPort ?? (samePlace ? port : 22);
    return usable([{ address: access.migrationAddress, port: migrationPort }]);
  }
  const direct = access.proxyJump.length === 0 && !isLoopback(access.address);
  const candidates = [
    ...(direct ? [{ address: access.address, port }] : []),
    ...own.map((address) => ({ address, port: access.migrationPort ?? 22 })),
  ];
  return usable(candidates).slice(0, 8);
}

export function isLoopback(address: string): boolean {
  return /^(?:localhost(?:\..*)?|127(?:\.\d+){1,3}|\[?::1\]?|0\.0\.0\.0)$/i.test(address);
}

/** ssh takes what begins with a dash for an option; the rest cannot be a host's name or address. */
function usable(candidates: readonly MoveAddress[]): MoveAddress[] {
  const seen = new Set<string>();
  return candidates.filter(({ address, port }) => {
    const key = `${address} ${port}`;
    if (seen.has(key) || !/^[A-Za-z0-9[:_][A-Za-z0-9._:%[\]-]*$/.test(address)) return false;
    seen.add(key);
    return true;
  });
}
