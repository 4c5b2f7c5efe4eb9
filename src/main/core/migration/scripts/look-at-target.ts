import type { RemoteScript } from '../../shell/command-line.ts';
import { prelude } from './prelude.ts';

/**
 * `receivers JOB`: pids that belong to the receiving end of a job. The toolstack's monitor, which
 * stays with the guest afterwards, has the same environment but nothing on its input.
 */
const receivers = `
receivers() {
  for file in $(grep -lF -- "STATEROOM_JOB=$1" /proc/[0-9]*/environ 2>/dev/null); do
    pid=\${file#/proc/}
    pid=\${pid%/environ}
    input=$(readlink "/proc/$pid/fd/0" 2>/dev/null)
    case $input in
      ""|/dev/null) ;;
      *) echo "$pid" ;;
    esac
  done
}
`;

/**
 * What the target itself knows of a job. "$1": job id, "$2": directory of its record.
 * Says `receiver running` or `receiver gone`, then `record went`, `record unstarted` (it began to
 * receive and has not let the guest run) or `record none`.
 */
export const lookAtTargetScript: RemoteScript = {
  name: 'stateroom-look-at-target',
  text: `
${prelude}
${receivers}
if [ -n "$(receivers "$1")" ]; then echo "receiver running"; else echo "receiver gone"; fi
if [ -f "$2/went" ]; then echo "record went"
elif [ -d "$2" ]; then echo "record unstarted"
else echo "record none"
fi
`,
};

/** Ends what still receives for a job that is over. "$1": job id. Fails if it cannot be ended. */
export const endReceiverScript: RemoteScript = {
  name: 'stateroom-end-receiver',
  text: `
${prelude}
${receivers}
tries=0
while [ $tries -lt 10 ]; do
  pids=$(receivers "$1")
  if [ -z "$pids" ]; then exit 0; fi
  if [ $tries -lt 5 ]; then kill $pids 2>/dev/null; else kill -9 $pids 2>/dev/null; fi
  sleep 1
  tries=$((tries + 1))
done
echo "still there: $pids" >&2
exit 1
`,
};
