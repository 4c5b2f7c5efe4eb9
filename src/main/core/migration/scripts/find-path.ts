import type { RemoteScript } from '../../shell/command-line.ts';
import { prelude } from './prelude.ts';

/**
 * Logs in from the source to each candidate address in turn, with the forwarded agent, until one
 * proves by its host key to be the target. "$1": directory for known_hosts, "$2": the line for it,
 * "$3": what the target says when it was reached, the rest: one transport command line for each.
 * Says for each `try N`, ssh's own lines after `E `, then `noise` (it was reached, but its login
 * prints something that would garble a migration), `reached` or `failed STATUS`.
 */
export const findPathScript: RemoteScript = {
  name: 'stateroom-find-path',
  text: `
${prelude}
dir=$1; known=$2; token=$3
shift 3
if ! why=$(mkdir "$dir" 2>&1); then echo "E $why"; exit 0; fi
trap 'rm -rf "$dir"' EXIT
printf '%s\\n' "$known" >"$dir/known_hosts"
n=0
for transport in "$@"; do
  echo "try $n"
  said=$(/bin/sh -c "$transport" </dev/null 2>"$dir/err")
  code=$?
  while IFS= read -r line; do printf 'E %s\\n' "$line"; done <"$dir/err"
  case $said in
    "$token") echo reached; exit 0 ;;
    *"$token"*) echo noise; exit 0 ;;
  esac
  echo "failed $code"
  n=$((n + 1))
done
`,
};

/** What the target is asked to say: that it was reached, and that xl is where it will be looked for. */
export const answerScript: RemoteScript = {
  name: 'stateroom-answer',
  text: `
${prelude}
if ! command -v xl >/dev/null; then echo "xl: not found" >&2; exit 1; fi
echo "$1"
`,
};
