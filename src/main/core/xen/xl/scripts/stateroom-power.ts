import type { RemoteScript } from '../../../shell/command-line.ts';
import { common } from './common.ts';

/** Exit statuses of the script's own; xl itself has only 0, 1 and 2. */
export const powerExit = { noDomain: 91, otherName: 92, noReaction: 93, notPaused: 94 } as const;

/**
 * Changes one domain's power state. "$1": unused, "$2": create, shutdown, reboot, destroy, pause or
 * unpause, "$3": the domain's name (for create: its configuration file), "$4": seconds a guest has
 * for its reaction to shutdown or reboot.
 * xl takes a name of digits for a domid, and one that begins with `-` for an option: so the domid
 * is looked up by `xl domid`, which knows names alone, and looked at from the other side again.
 * A guest that heard the request empties control/shutdown, or is gone. `xl pause` and `xl unpause`
 * succeed whatever happened: the state letters tell.
 */
export const stateroomPower: RemoteScript = {
  name: 'stateroom-power',
  text: `
${common}
if [ "$2" = create ]; then xl create -f "$3" </dev/null; exit; fi
d=$(limit 30 xl domid -- "$3" </dev/null) || exit ${powerExit.noDomain}
m=$(limit 30 xl domname "$d" </dev/null)
if [ "$m" != "$3" ]; then echo "$m" >&2; exit ${powerExit.otherName}; fi
xl "$2" "$d" </dev/null || exit
case $2 in
  shutdown|reboot)
  i=0
  while [ $i -lt "$4" ]; do
    c=$(limit 5 xenstore-read "/local/domain/$d/control/shutdown" 2>/dev/null) || exit 0
    if [ -z "$c" ]; then exit 0; fi
    sleep 1
    i=$((i + 1))
  done
  exit ${powerExit.noReaction} ;;
  pause|unpause)
  s=$(limit 30 xl list "$d" </dev/null | sed -n '$s/.* [-r][-b]\\([-p]\\)[-s].[-d] .*/\\1/p')
  case $2$s in
    pausep|unpause-) exit 0 ;;
  esac
  exit ${powerExit.notPaused} ;;
esac
`,
};
