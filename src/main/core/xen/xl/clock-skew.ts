/** When the console sent its question and had the whole answer, in ms since the epoch. */
export interface Exchange {
  sentAt: number;
  receivedAt: number;
}

/** `date +%s.%N`; a date(1) that knows no %N tells whole seconds. */
function parseClock(text: string): number | null {
  const clock = /^(\d{1,12})(?:\.(\d{1,3}))?/.exec(text);
  if (!clock) return null;
  return Number(clock[1]) * 1000 + Number((clock[2] ?? '').padEnd(3, '0'));
}

/**
 * The host's clock minus the console's, in ms, from the host's clock at its first and last
 * command: the way there and the way back are taken to be of one length. Null: no clock was told.
 */
export function clockSkew(clocks: readonly string[], { sentAt, receivedAt }: Exchange) {
  const times = clocks.map(parseClock).filter((time) => time !== null);
  const first = times[0];
  const last = times.at(-1);
  if (first === undefined || last === undefined) return null;
  return Math.round((first - sentAt + (last - receivedAt)) / 2);
}
