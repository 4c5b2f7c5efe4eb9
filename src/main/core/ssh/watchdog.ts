export interface Watchdog {
  /** From now on the other side has `ms` to answer; replaces what was waited for before. */
  expect(what: string, ms: number): void;
  /** Nobody is waited for, or only the user. */
  rest(): void;
}

/** One timer for the phases of one connection. */
export function createWatchdog(onLate: (what: string, ms: number) => void): Watchdog {
  let timer: NodeJS.Timeout | undefined;
  return {
    expect(what, ms) {
      clearTimeout(timer);
      timer = setTimeout(() => onLate(what, ms), ms);
    },
    rest() {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
