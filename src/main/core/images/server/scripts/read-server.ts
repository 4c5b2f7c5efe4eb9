import type { RemoteScript } from '../../../shell/command-line.ts';
import { reader } from './common.ts';

/**
 * Everything an image server keeps, in one round trip and as of one moment. "$1": root. Says its
 * clock, `odd PATH` for files that are too big or of an odd name, `age SECONDS PATH` for each report
 * by that clock, `size BYTES PATH` for each file, and behind `data gzip` or `data plain` all of them,
 * one after the other, in base64. Sizes are told last: what a client writes between them and the
 * data tears the reading. Of a rollout that is over only its summary.
 */
export const readServerScript: RemoteScript = {
  name: 'stateroom-read-images',
  text: `
${reader}
lock -s
clock
names='^[A-Za-z0-9._/-]+$'
all() {
  find server.json -type f -size -257 2>/dev/null
  find boot -type f -name '*.ipxe' -size -17 2>/dev/null
  find channels clients reports leases -type f -name '*.json' -size -257 2>/dev/null
  find images -maxdepth 3 -type f \\( -name role.json -o -name manifest.json \\) -size -257 2>/dev/null
  find packed -maxdepth 3 -type f \\( -name packed.json -o -name manifest.json \\) -size -257 2>/dev/null
  for r in rollouts/*/; do
    r=\${r%/}
    if [ -f "$r/ended.json" ]; then echo "$r/ended.json"
    elif [ -d "$r" ]; then
      find "$r" -type f \\( -name plan.json -o -name state.json -o -name lease.json -o -name events.jsonl \\) -size -65537
    fi
  done
}
big() {
  find server.json -type f -size +256 2>/dev/null
  find boot -type f -name '*.ipxe' -size +16 2>/dev/null
  find channels clients reports leases -type f -name '*.json' -size +256 2>/dev/null
  find images -maxdepth 3 -type f \\( -name role.json -o -name manifest.json \\) -size +256 2>/dev/null
  find rollouts -maxdepth 2 -type f -size +65536 2>/dev/null
}
list=$(all)
big | head -n 100 | sed 's/^/odd /'
printf '%s\\n' "$list" | grep -vE "$names" | grep . | head -n 100 | sed 's/^/odd /'
set -f
IFS='
'
set -- $(printf '%s\\n' "$list" | grep -E "$names")
if [ $# -gt 0 ]; then
  find reports -type f -name '*.json' -size -257 -exec stat -c '%Y %n' {} + 2>/dev/null |
    awk -v now="$now" '/^[0-9]+ [A-Za-z0-9._\\/-]+$/ { print "age", now - $1, $2 }'
  wc -c "$@" | sed '/ total$/d; s/^ *\\([0-9]*\\) /size \\1 /'
  if command -v gzip >/dev/null
  then echo 'data gzip'; cat "$@" | gzip -1 | base64
  else echo 'data plain'; cat "$@" | base64
  fi
fi
echo done
`,
};
