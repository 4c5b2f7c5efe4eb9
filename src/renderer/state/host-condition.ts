import type { AppError } from '../../shared/app-error.ts';
import type { Host } from '../../shared/model/host.ts';

/** What a host's card has to say beyond its numbers. */
export type HostCondition =
  | { kind: 'ready' }
  /** Connected, and its facts are being read. */
  | { kind: 'reading' }
  | { kind: 'connecting'; error: AppError | null }
  | { kind: 'idle' }
  | { kind: 'offline'; error: AppError | null; retryAt: number | null }
  /** Only the user can go on. */
  | { kind: 'blocked'; error: AppError | null }
  /** It answers over SSH, but there is nothing here that this console drives. */
  | { kind: 'no-toolstack'; toolstack: 'xe' | 'none' };

export function hostCondition(host: Host): HostCondition {
  const { link } = host;
  switch (link.state) {
    case 'idle':
      return { kind: 'idle' };
    case 'connecting':
      return { kind: 'connecting', error: link.error };
    case 'offline':
      return {
        kind: 'offline',
        error: link.error,
        retryAt: link.retryAt,
      };
    case 'blocked':
      return { kind: 'blocked', error: link.error };
    case 'online':
      if (host.toolstack === 'none' || host.toolstack === 'xe') {
        return { kind: 'no-toolstack', toolstack: host.toolstack };
      }
      return host.facts ? { kind: 'ready' } : { kind: 'reading' };
  }
}

/** Whether the card shows its problem instead of plain VMs. */
export function hasProblem(condition: HostCondition): boolean {
  return condition.kind !== 'ready' && condition.kind !== 'reading';
}
