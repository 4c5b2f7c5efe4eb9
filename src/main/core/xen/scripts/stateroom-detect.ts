import type { RemoteScript } from '../../shell/command-line.ts';

/**
 * Which toolstack manages this host: one word, `xe`, `xl` or `none`. XCP-ng and XenServer have xl
 * as well, but a domain changed by it behind xapi's back is lost; and an `xe` by itself may be
 * nothing but a client for other hosts. The mark is xapi's own inventory.
 */
export const stateroomDetect: RemoteScript = {
  name: 'stateroom-detect',
  text: `
PATH=$PATH:/usr/sbin:/sbin:/usr/local/sbin:/opt/xensource/bin
if [ -e /etc/xensource-inventory ] && command -v xe >/dev/null; then echo "stateroom $1 xe"
elif command -v xl >/dev/null; then echo "stateroom $1 xl"
elif command -v xe >/dev/null; then echo "stateroom $1 xe"
else echo "stateroom $1 none"
fi
`,
};
