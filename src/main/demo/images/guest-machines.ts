import type { DemoWorld, WorldHost } from '../host/demo-world.ts';
import { stopGuest } from '../host/guest-actions.ts';
import type { SimDomain } from '../host/sim-domain.ts';

/** What of a client's machine the simulated site knows, where it is a guest of it. */
export interface GuestMachine {
  /** Null: it runs nowhere. `bootedAt`: ms since the epoch; `digest`: of the image that it booted. */
  look(): { boot: string; bootedAt: number; digest: string | null } | null;
  /** The guest reboots by itself, if it still runs that boot. */
  reboot(boot: string): void;
}

/** A guest of the site by its UUID, wherever it runs. */
export function guestMachine(world: DemoWorld, uuid: string): GuestMachine {
  function find(): { host: WorldHost; domain: SimDomain } | null {
    for (const host of world.hosts) {
      if (!host.up) continue;
      const domain = host.sim.domains().find((one) => one.uuid === uuid && one.state === 'running');
      if (domain) return { host, domain };
    }
    return null;
  }
  return {
    look() {
      const found = find();
      if (!found) return null;
      const { boot, config } = found.domain;
      const digest = /\bstateless\.digest=([0-9a-f]{64})\b/.exec(config.cmdline ?? '')?.[1];
      return { boot: boot.id, bootedAt: boot.at * 1000, digest: digest ?? null };
    },
    reboot(boot) {
      const found = find();
      if (found?.domain.boot.id === boot) {
        void stopGuest(world, found.host, found.domain, 'reboot');
      }
    },
  };
}
