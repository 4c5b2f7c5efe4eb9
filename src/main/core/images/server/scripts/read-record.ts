import type { RemoteScript } from '../../../shell/command-line.ts';
import { reader } from './common.ts';

/**
 * Everything that was ever put down of one rollout. "$1": root, "$2": its id. Says the clock, and
 * the files as `stateroom-read-images` does.
 */
export const readRecordScript: RemoteScript = {
  name: 'stateroom-read-record',
  text: `
${reader}
lock -s
clock
set -- $(find "rollouts/$2" -maxdepth 1 -type f \\( -name '*.json' -o -name 'events*.jsonl' \\) \\
  -size -65537 2>/dev/null | grep -E '^[A-Za-z0-9._/-]+$')
if [ $# -gt 0 ]; then
  wc -c "$@" | sed '/ total$/d; s/^ *\\([0-9]*\\) /size \\1 /'
  if command -v gzip >/dev/null
  then echo 'data gzip'; cat "$@" | gzip -1 | base64
  else echo 'data plain'; cat "$@" | base64
  fi
fi
echo done
`,
};
