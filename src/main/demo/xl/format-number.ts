/** CPU seconds with one decimal, cut rather than rounded up: a counter that never runs ahead. */
export function cpuTime(seconds: number, width: number): string {
  return (Math.floor(seconds * 10) / 10).toFixed(1).padStart(width);
}

/** `xl uptime`: ` 3:04:05`, `1 day,  3:04:05`, `12 days, 13:04:05`. */
export function uptimeText(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (number: number) => String(number).padStart(2, '0');
  const days = Math.floor(whole / 86_400);
  const hours = String(Math.floor(whole / 3600) % 24).padStart(2);
  const clock = `${hours}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
  return days === 0 ? clock : `${days} ${days === 1 ? 'day' : 'days'}, ${clock}`;
}

/** Padded as printf does it: by bytes, so that a name with an umlaut gets a blank less. */
export function padName(name: string, width: number): string {
  return name + ' '.repeat(Math.max(0, width - Buffer.byteLength(name)));
}
