import type { GuestMachine } from './guest-machines.ts';

/** A client that is a guest of the simulated site: it is what its domain is. */
export interface GuestClient {
  report(): { text: string; at: number } | null;
  ordered(text: string): void;
  /** Its next boot comes to nothing: the guest runs, and nobody hears of it. */
  hangNextBoot(): void;
}

/** Seconds that a guest takes to look for orders, to boot, and between two reports. */
const pollSeconds = 8;
const bootSeconds = 25;
const reportSeconds = 30;

export function createGuestClient(options: {
  id: string;
  machine: GuestMachine;
  now: () => number;
  speed: number;
  broken: ReadonlySet<string>;
}): GuestClient {
  const { id, machine, now, speed, broken } = options;
  const ms = (seconds: number) => (seconds * 1000) / speed;
  let last: { text: string; at: number } | null = null;
  let orderedBoot: string | null = null;
  let hangs: 'no' | 'next' | { boot: string; after: string | null } = 'no';

  /** The boot that is up now; null: none is, or it hangs. */
  function up() {
    const is = machine.look();
    if (!is) return null;
    if (hangs === 'next') hangs = { boot: '', after: is.boot };
    if (hangs !== 'no' && hangs.after !== is.boot && hangs.boot === '') hangs.boot = is.boot;
    if (hangs !== 'no' && hangs.boot === is.boot) return null;
    return now() >= is.bootedAt + ms(bootSeconds) ? is : null;
  }

  return {
    report() {
      const is = up();
      // What boots from its own disk has no agent that could report.
      if (!is || is.digest === null) return last;
      const upAt = is.bootedAt + ms(bootSeconds);
      const at = now() - ((now() - upAt) % ms(reportSeconds));
      const isIll = broken.has(is.digest);
      const text = `${JSON.stringify({
        client: id,
        digest: is.digest,
        bootId: is.boot,
        stateMounted: true,
        health: isIll ? 'failed' : 'ok',
        healthText: isIll ? 'nginx.service: Failed with result exit-code.' : '',
        at: Math.floor(at / 1000),
      })}\n`;
      last = { text, at };
      return last;
    },
    ordered(text) {
      const { bootId }: { bootId?: string } = JSON.parse(text);
      const is = up();
      if (!is || is.boot !== bootId || orderedBoot === bootId) return;
      orderedBoot = bootId;
      setTimeout(() => machine.reboot(bootId), ms(pollSeconds)).unref();
    },
    hangNextBoot() {
      hangs = 'next';
      up();
    },
  };
}
