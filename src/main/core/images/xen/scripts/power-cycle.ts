import { nap, prelude, rowOf } from '../../../migration/scripts/prelude.ts';
import type { RemoteScript } from '../../../shell/command-line.ts';

/** What is done, in a process of its own. "$1": its folder, "$2": UUID, "$3": configuration. */
export const cycleProgram: RemoteScript = {
  name: 'stateroom-cycle',
  text: `
${prelude}
${rowOf}
${nap}
exec </dev/null >>"$1/log" 2>&1
end() { echo "$2" >"$1/end.new"; mv -f "$1/end.new" "$1/end"; exit; }
row=$(row_of "$2") || end "$1" "failed xl list"
if [ -n "$row" ]; then
  xl destroy "\${row%% *}" || end "$1" "failed xl destroy"
  tries=0
  while row=$(row_of "$2") && [ -n "$row" ] && [ $tries -lt 300 ]; do
    tries=$((tries + 1))
    nap
  done
fi
xl create "$3" || end "$1" "failed xl create"
end "$1" started
`,
};

/**
 * Ends a domain and starts it from its configuration, once for a key. "$1": folder of all of these,
 * "$2": the key, "$3": UUID, "$4": configuration, "$5": program that does it, then files without
 * which it would not start. The folder of the key is made by whoever is first, and by nobody again. What is done goes on when
 * this channel, and with it the console, is gone: a guest is not left off because a cable was cut.
 * Says `refused WHY` when nothing was begun; else what xl said, and `started`, `failed WHAT` or
 * `unknown`.
 */
export const powerCycleScript: RemoteScript = {
  name: 'stateroom-power-cycle',
  text: `
${prelude}
${nap}
root=$1; key=$2; uuid=$3; config=$4; program=$5; shift 5
at=$root/$key
if [ ! -d "$at" ]; then
  for file in "$config" "$@"; do
    if [ ! -f "$file" ]; then echo "refused $file is not there"; exit 0; fi
  done
  mkdir -p "$root" || exit 1
  find "$root" -mindepth 1 -maxdepth 1 -type d -mtime +90 -exec rm -rf {} + 2>/dev/null
fi
if mkdir "$at" 2>/dev/null; then
  : >"$at/log"
  sync "$root" 2>/dev/null || sync
  detach=nohup
  if command -v setsid >/dev/null 2>&1; then detach=setsid; fi
  "$detach" /bin/sh -c "$program" stateroom-cycle "$at" "$uuid" "$config" >/dev/null 2>&1 &
elif [ ! -d "$at" ]; then echo "refused $root cannot be written"; exit 0
fi
tries=0
until [ -f "$at/end" ]; do
  tries=$((tries + 1))
  if [ $tries -gt 400 ]; then break; fi
  nap
done
cat "$at/log"
if [ -f "$at/end" ]; then cat "$at/end"; else echo unknown; fi
`,
};
