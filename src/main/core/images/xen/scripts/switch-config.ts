import { prelude, rowOf } from '../../../migration/scripts/prelude.ts';
import type { RemoteScript } from '../../../shell/command-line.ts';

/**
 * Replaces the configuration of a domain. "$1": its path, "$2": sha256 of what it was made from,
 * "$3": sha256 of the new one, which is on stdin in base64, "$4": the domain's UUID, "$5": where
 * the old one is kept; with "$6" `first` only if nothing is kept there yet.
 * Written beside, synced, compared, then renamed: it is there whole or not at all, with the mode
 * and owner of the old one. A guest that reboots by itself is started by xl from what xl remembers
 * of it, so that xl is told too where the domain runs.
 * Says `changed` (it is not what it was made from: left alone), `missing`, or `written` or `same`,
 * and before that `running DOMID` where xl was told.
 */
export const switchConfigScript: RemoteScript = {
  name: 'stateroom-switch-config',
  text: `
${prelude}
${rowOf}
link=$1; old=$2; new=$3; uuid=$4; kept=$5; once=$6
sum_of() { s=$(sha256sum <"$1") || exit 1; s=\${s%% *}; }
if [ ! -f "$link" ]; then echo missing; exit 0; fi
path=$(readlink -f "$link")
sum_of "$path"
if [ "$s" = "$new" ]; then said=same
elif [ "$s" != "$old" ]; then cat >/dev/null; echo changed; exit 0
else
  said=written
  beside=$path.stateroom-new
  cp -p "$path" "$beside" || exit 1
  base64 -d >"$beside" || { rm -f "$beside"; exit 1; }
  sum_of "$beside"
  if [ "$s" != "$new" ]; then
    rm -f "$beside"
    echo "the new $path came over damaged" >&2
    exit 1
  fi
  if [ "$once" != first ] || [ ! -e "$kept" ]; then
    cp -p "$path" "$kept.stateroom-new" && mv -f "$kept.stateroom-new" "$kept" || exit 1
  fi
  sync "$beside" "$kept" 2>/dev/null || sync
  mv -f "$beside" "$path" || exit 1
  sync "\${path%/*}" 2>/dev/null || sync
fi
row=$(row_of "$uuid") || { echo "xl cannot list" >&2; exit 1; }
if [ -n "$row" ]; then
  xl config-update "\${row%% *}" "$path" </dev/null >/dev/null || exit 1
  echo "running \${row%% *}"
fi
echo $said
`,
};

/**
 * Tells xl of a configuration that it was told of on another host: that is no part of a guest that
 * moves. "$1": UUID, "$2": path. Says \`told\`, or \`absent\` where the guest does not run.
 */
export const updateConfigScript: RemoteScript = {
  name: 'stateroom-update-config',
  text: `
${prelude}
${rowOf}
row=$(row_of "$1") || { echo "xl cannot list" >&2; exit 1; }
if [ -z "$row" ]; then echo absent; exit 0; fi
xl config-update "\${row%% *}" "$2" </dev/null >/dev/null || exit 1
echo told
`,
};
