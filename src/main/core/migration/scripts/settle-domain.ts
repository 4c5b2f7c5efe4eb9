import type { RemoteScript } from '../../shell/command-line.ts';
import { prelude, rowOf } from './prelude.ts';

/**
 * Destroys or lets go on one domain that stands still, and nothing else: the domid must still
 * belong to the uuid, and the domain must be paused, or suspended if it is to be destroyed.
 * "$1": destroy or unpause, "$2": domid, "$3": uuid. Says `done` or `refused STATE`.
 */
export const settleDomainScript: RemoteScript = {
  name: 'stateroom-settle',
  text: `
${prelude}
${rowOf}
action=$1; domid=$2; uuid=$3
set -- $(row_of "$uuid")
if [ "$1" != "$domid" ]; then echo "refused: domain $domid is not that guest"; exit 0; fi
case $action$2 in
  destroy??p-*|destroy???ss*) xl destroy "$domid" </dev/null >&2 || exit 1 ;;
  unpause??p-*) xl unpause "$domid" </dev/null >&2 || exit 1 ;;
  *) echo "refused: it is in state $2"; exit 0 ;;
esac
echo done
`,
};
