/** How far a copy has come; asked for by whoever shows progress. */
export interface MoveProgress {
  /** Bytes on the wire so far. */
  bytes(): number;
  /** Process id of xl's transport on the source. */
  readonly pid: number;
}

/** A copy that runs at a steady rate from `begin` on until it is stopped. */
export class SteadyCopy implements MoveProgress {
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
