import type { Result } from '../../../shared/result.ts';
import type { HostLink } from '../ssh/ssh-port.ts';

/** Waits for a host that may be coming back, but not for ever: the reason it is away comes back. */
export async function readyWithin(
  link: HostLink,
  ms: number,
  ...signals: readonly AbortSignal[]
): Promise<Result<void>> {
  return link.ready(AbortSignal.any([AbortSignal.timeout(ms), ...signals]));
}
