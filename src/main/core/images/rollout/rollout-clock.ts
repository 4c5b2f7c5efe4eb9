import type { RolloutClock } from '../../../../shared/images/rollout-state.ts';
import type { ServerClock } from '../parse/image-server-state.ts';

type Uptime = Pick<ServerClock, 'bootId' | 'uptimeMs'>;

export function newClock({ bootId, uptimeMs }: Uptime): RolloutClock {
  return { serverBoot: bootId, uptimeMs, ms: 0 };
}

/**
 * A rollout's own clock goes by the server's uptime, so that a time of day set an hour off moves
 * no deadline. Over a reboot of the server only the new uptime is counted: how long it was off
 * nobody knows for sure, and a deadline that is too late harms nobody.
 */
export function advanceClock(clock: RolloutClock, now: Uptime): RolloutClock {
  const same = now.bootId === clock.serverBoot;
  const passed = same ? Math.max(0, now.uptimeMs - clock.uptimeMs) : Math.max(0, now.uptimeMs);
  return {
    serverBoot: now.bootId,
    uptimeMs: same ? Math.max(clock.uptimeMs, now.uptimeMs) : now.uptimeMs,
    ms: clock.ms + passed,
  };
}
