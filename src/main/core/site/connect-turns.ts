/** Hosts that are connected to together, and how long until the next so many: 1,000 in two seconds. */
const atOnce = 25;
const turnMs = 50;

/**
 * Lets a few begin at once and the others in turns: a large site's board is there before a thousand
 * handshakes take the console's whole attention.
 */
export interface ConnectTurns {
  take(begin: () => void): void;
  /** Nobody begins any more. */
  stop(): void;
}

export function createConnectTurns(): ConnectTurns {
  let waiting: (() => void)[] = [];
  let begun = 0;
  let timer: NodeJS.Timeout | undefined;

  function turn(): void {
    timer = undefined;
    begun = 0;
    const next = waiting.splice(0, atOnce);
    for (const begin of next) begin();
    begun = next.length;
    if (begun > 0) timer = setTimeout(turn, turnMs);
  }

  return {
    take(begin) {
      if (begun >= atOnce || waiting.length > 0) {
        waiting.push(begin);
        return;
      }
      begun += 1;
      timer ??= setTimeout(turn, turnMs);
      begin();
    },
    stop() {
      clearTimeout(timer);
      waiting = [];
    },
  };
}
