import type { DemoWorld } from '../host/demo-world.ts';

/** Bytes on the wire: they run at a steady rate from `begin` on until the copy is stopped. */
export class SteadyCopy {
  /** Process id of the transport on the source. */
  readonly pid: number;
  private readonly now: () => number;
  private done = 0;
  private since: number | null = null;
  private rate = 0;

  constructor(pid: number, now: () => number) {
    this.pid = pid;
    this.now = now;
  }

  /** `rate` in bytes per real second. */
  begin(rate: number): void {
    this.stop();
    this.rate = rate;
    this.since = this.now();
  }

  stop(): void {
    this.done = this.bytes();
    this.since = null;
  }

  bytes(): number {
    const running = this.since === null ? 0 : (this.now() - this.since) * this.rate;
    return Math.round(this.done + running);
  }
}

let lastPid = 400;

/** A copy that has not begun, with a process id of its own. */
export function newCopy({ world }: { world: DemoWorld }): SteadyCopy {
  lastPid += 2;
  return new SteadyCopy(lastPid, world.clock.now);
}
