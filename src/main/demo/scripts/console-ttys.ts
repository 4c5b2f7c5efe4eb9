import type { SimHost } from '../host/sim-host.ts';

/** Words of `<domid>=<terminal>`, as the scripts gather them from xenstore. */
export function consoleTtys(host: SimHost): string {
  return host
    .domains()
    .map(({ domid, tty }) => ` ${domid}=${tty}`)
    .join('');
}
