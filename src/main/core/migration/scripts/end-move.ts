import type { RemoteScript } from '../../shell/command-line.ts';
import { prelude } from './prelude.ts';

/**
 * Asks a running move to end, by ending its transport. "$1": directory, "$2": mode.
 * Says `ended` (it had already), `late` (past the point of no return) or `asked`.
 * A live one may pass that point in the moment of the kill: the look at both hosts tells.
 */
export const cancelMoveScript: RemoteScript = {
  name: 'stateroom-cancel',
  text: `
${prelude}
dir=$1
if [ ! -d "$dir" ] || [ -f "$dir/status" ]; then echo ended; exit 0; fi
if grep -q "Giving target permission" "$dir/err"; then echo late; exit 0; fi
if [ "$2" = stop-and-copy ] && ! mkdir "$dir/turn" 2>/dev/null; then echo late; exit 0; fi
tries=0
while [ ! -s "$dir/transport" ] && [ ! -f "$dir/status" ] && [ $tries -lt 10 ]; do
  sleep 1
  tries=$((tries + 1))
done
if [ -s "$dir/transport" ]; then
  read -r pid <"$dir/transport"
  kill "$pid" 2>/dev/null
fi
echo asked
`,
};

/** Removes the directory of a move that is over, on either host. "$1": directory. */
export const cleanUpScript: RemoteScript = {
  name: 'stateroom-clean-up',
  text: `
${prelude}
case $1 in
  */stateroom-?*) rm -rf "$1" ;;
esac
if [ -e "$1" ]; then exit 1; fi
`,
};
