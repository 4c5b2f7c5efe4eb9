import type { Host } from '../../../../shared/model/host.ts';

/** Memory in use, as a fraction of all; null while it is not known. */
export function memoryLoad(host: Host): number | null {
  if (!host.facts || !host.usage || host.facts.totalMemoryMiB <= 0) return null;
  return 1 - host.usage.freeMemoryMiB / host.facts.totalMemoryMiB;
}

/** Higher is worse: what has to be looked at comes first. */
export function troubleRank(host: Host): number {
  switch (host.link.state) {
    case 'blocked':
      return 4;
    case 'offline':
      return 3;
    case 'connecting':
      return 2;
    case 'idle':
      return 1;
    case 'online':
      return host.toolstack === 'none' ? 2 : 0;
  }
}
