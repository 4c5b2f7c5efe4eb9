import type { HostLink } from '../ssh/ssh-port.ts';

/**
 * Calls a host once more, and waits until that try is over. Whether it answered is in its link
 * then: one that does not say a word within the time is as silent as it was.
 */
export async function callHost(
  link: HostLink,
  withinMs: number,
  signal?: AbortSignal,
): Promise<void> {
  if (link.link.state === 'offline') link.connect();
  if (link.link.state !== 'connecting') return;
  const until = AbortSignal.any([AbortSignal.timeout(withinMs), ...(signal ? [signal] : [])]);
  await new Promise<void>((resolve) => {
    const end = () => {
      stop();
      until.removeEventListener('abort', end);
      resolve();
    };
    const stop = link.onLink((next) => {
      if (next.state !== 'connecting') end();
    });
    until.addEventListener('abort', end, { once: true });
    if (until.aborted) end();
  });
}
