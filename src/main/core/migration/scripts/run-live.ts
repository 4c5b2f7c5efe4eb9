import type { RemoteScript } from '../../shell/command-line.ts';
import { pokeText } from './follow-move.ts';
import { prelude } from './prelude.ts';

/**
 * The detached half of a live migration. "$1": directory, "$2": domid, "$3": uuid, "$4": transport.
 * -vvv because only so xl says when the guest is suspended; `-s ''` makes the last argument itself
 * the command that leads to the target.
 */
export const runLiveScript: RemoteScript = {
  name: 'stateroom-migrate',
  text: `
${prelude}
trap '' HUP INT PIPE
dir=$1
xl -vvv migrate -s '' "$2" "$4" </dev/null >>"$dir/err" 2>&1
echo $? >"$dir/status.new"
mv "$dir/status.new" "$dir/status"
${pokeText}
`,
};

/**
 * The target's end of it. "$1": the job's id, kept in the environment so that a receiver that
 * outlived its transport can be told from others.
 */
export const receiveLiveScript: RemoteScript = {
  name: 'stateroom-receive',
  text: `
${prelude}
STATEROOM_JOB=$1
export STATEROOM_JOB
umask 022
exec xl migrate-receive
`,
};
