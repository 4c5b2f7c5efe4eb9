import type { RemoteScript } from '../../shell/command-line.ts';
import { followText } from './follow-move.ts';
import { prelude, rowOf } from './prelude.ts';

/**
 * Begins a move at the source and follows it. The process that moves is detached: it goes on when
 * this channel, and with it the console, is gone; only the login at the target needs the agent.
 * "$1": the move's directory, which must not be there yet, "$2": domid, "$3": uuid, "$4": line for
 * known_hosts, "$5" and "$6": program to run and its name, "$7": the transport, a command line for
 * sh. A forwarded agent is in the environment, where the link puts it.
 * xenstore is asked first whose domain it is, since xl takes its time on a slow host.
 * Says `refused WHY` when it did not begin, else `begun` and then what follow says.
 */
export const startMoveScript: RemoteScript = {
  name: 'stateroom-move',
  text: `
${prelude}
${rowOf}
${followText}
dir=$1; domid=$2; uuid=$3; known=$4; program=$5; name=$6; transport=$7
is_here() {
  if [ "$(xenstore-read "/local/domain/$domid/vm" 2>/dev/null </dev/null)" = "/vm/$uuid" ]; then return; fi
  case $(row_of "$uuid") in
    "$domid "*) ;;
    *) return 1 ;;
  esac
}
if ! is_here; then echo "refused the guest is not on this host any more"; exit 0; fi
if ! why=$(mkdir "$dir" 2>&1); then echo "refused $why"; exit 0; fi
if ! printf '%s\\n' "$known" >"$dir/known_hosts"; then
  rm -rf "$dir"
  echo "refused $dir cannot be written"
  exit 0
fi
: >"$dir/err"
detach=nohup
if command -v setsid >/dev/null 2>&1; then detach=setsid; fi
"$detach" /bin/sh -c "$program" "$name" "$dir" "$domid" "$uuid" "$transport" </dev/null >>"$dir/err" 2>&1 &
echo $! >"$dir/pid"
echo begun
follow "$dir"
`,
};
