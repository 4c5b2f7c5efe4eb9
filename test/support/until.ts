/** Waits until something holds; fails when it takes so long that it hangs. */
export async function until<T>(
  look: () => T | undefined | null | false | Promise<T | undefined | null | false>,
  what: string,
  withinMs = 5 * 60_000,
): Promise<T> {
  const end = Date.now() + withinMs;
  while (true) {
    const seen = await look();
    if (seen) return seen;
    if (Date.now() > end) throw new Error(`after ${withinMs} ms still not: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
