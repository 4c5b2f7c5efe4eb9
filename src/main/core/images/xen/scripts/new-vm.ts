import { nap, prelude, rowOf } from '../../../migration/scripts/prelude.ts';
import type { RemoteScript } from '../../../shell/command-line.ts';

/**
 * Puts down the configuration of a new VM. "$1": path, "$2": sha256, "$3": autostart folder, "$4":
 * name of the autostart link or ''. The file in base64 is on stdin. It is there whole or not at all,
 * and never takes another one's place: `ln` fails where the path is taken, whoever was first.
 * Says `written`, `same`, or `taken` (by another file: nothing was done).
 */
export const createConfigScript: RemoteScript = {
  name: 'stateroom-create-config',
  text: `
${prelude}
path=$1; sum=$2; auto=$3; link=$4
sum_of() { s=$(sha256sum <"$1") || exit 1; s=\${s%% *}; }
(umask 022 && mkdir -p "\${path%/*}") || exit 1
beside=$path.stateroom-new.$$
trap 'rm -f "$beside"' EXIT
base64 -d >"$beside" || exit 1
sum_of "$beside"
if [ "$s" != "$sum" ]; then echo "the new $path came over damaged" >&2; exit 1; fi
chmod 644 "$beside"
sync "$beside" 2>/dev/null || sync
if ln "$beside" "$path" 2>/dev/null; then said=written
elif [ -f "$path" ]; then
  sum_of "$path"
  if [ "$s" != "$sum" ]; then echo taken; exit 0; fi
  said=same
else ln "$beside" "$path" || exit 1
fi
if [ -n "$link" ] && [ ! -e "$auto/$link" ] && [ ! -L "$auto/$link" ]; then
  (umask 022 && mkdir -p "$auto") && ln -s "$path" "$auto/$link" || exit 1
fi
sync "\${path%/*}" 2>/dev/null || sync
echo $said
`,
};

/**
 * Ends a VM and takes its configuration out of use. "$1": path, "$2": UUID, "$3": autostart folder.
 * Both are found by the UUID: another VM of that name, or another's file at that path, stays. The
 * file is renamed to PATH.removed, and every link that starts it goes.
 * Says \`destroyed\` where it ran, and then \`removed\`, \`absent\` or \`other\`.
 */
export const removeVmScript: RemoteScript = {
  name: 'stateroom-remove-vm',
  text: `
${prelude}
${rowOf}
${nap}
path=$1; uuid=$2; auto=$3
row=$(row_of "$uuid") || { echo "xl cannot list" >&2; exit 1; }
if [ -n "$row" ]; then
  xl destroy "\${row%% *}" </dev/null >/dev/null || exit 1
  tries=0
  while row=$(row_of "$uuid") && [ -n "$row" ]; do
    tries=$((tries + 1))
    if [ $tries -gt 300 ]; then echo "it does not end" >&2; exit 1; fi
    nap
  done
  echo destroyed
fi
if [ ! -f "$path" ]; then echo absent; exit 0; fi
if ! grep -Eiq "^[[:space:]]*uuid[[:space:]]*=[[:space:]]*[\\"']$uuid[\\"']" "$path"; then echo other; exit 0; fi
real=$(readlink -f "$path")
for link in "$auto"/*; do
  if [ -L "$link" ] && [ "$(readlink -f "$link")" = "$real" ]; then rm -f "$link" || exit 1; fi
done
mv -f "$path" "$path.removed" || exit 1
sync "\${path%/*}" 2>/dev/null || sync
echo removed
`,
};
