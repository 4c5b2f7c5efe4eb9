import type { RemoteScript } from '../../../shell/command-line.ts';
import { common } from './common.ts';

/** Exit statuses of the script's own; xl itself has only 0 to 3. */
export const tuneExit = { noDomain: 91, otherName: 92, otherUuid: 95 } as const;

/**
 * Sets what can be set of a running domain, and tells what is set then. "$1": nonce, "$2": the
 * domain's name, "$3": its UUID, "$4": the scheduler, credit or credit2, "$5": weight, "$6": cap,
 * "$7": vCPUs; an empty one is left as it is.
 * The domid is looked up as in stateroom-power; a domain that was given the name anew since the
 * console looked is not touched. Frames: `domain`, its row of `xl list -v`, and `sched`.
 */
export const stateroomTune: RemoteScript = {
  name: 'stateroom-tune',
  text: `
${common}
begin() { printf '\\n%s begin %s\\n' "$n" "$*"; }
end() { printf '\\n%s end %s\\n' "$n" "$1"; }
d=$(limit 30 xl domid -- "$2" </dev/null) || exit ${tuneExit.noDomain}
m=$(limit 30 xl domname "$d" </dev/null)
if [ "$m" != "$2" ]; then echo "$m" >&2; exit ${tuneExit.otherName}; fi
case $(limit 30 xl list -v "$d" </dev/null) in
  *" $3 "*) ;;
  *) exit ${tuneExit.otherUuid} ;;
esac
s=sched-$4; w=$5; c=$6; v=$7
set -- -d "$d"
if [ -n "$w" ]; then set -- "$@" -w "$w"; fi
if [ -n "$c" ]; then set -- "$@" -c "$c"; fi
if [ $# -gt 2 ]; then limit 30 xl "$s" "$@" </dev/null || exit; fi
if [ -n "$v" ]; then limit 30 xl vcpu-set "$d" "$v" </dev/null || exit; fi
begin domain; limit 30 xl list -v "$d" </dev/null; end $?
begin sched; limit 30 xl "$s" -d "$d" </dev/null; end $?
`,
};
