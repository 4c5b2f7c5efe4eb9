import { prelude } from '../../../migration/scripts/prelude.ts';
import type { RemoteScript } from '../../../shell/command-line.ts';

/**
 * Takes a file that is needed to boot an image, piece by piece, into dom0. "$1": folder of the
 * image, "$2": name, "$3": sha256, "$4": bytes, "$5": who brings it, "$6": how many bytes of it lie
 * here already for the piece on stdin, in base64; empty: nothing comes, this is but a look.
 * A piece goes to a file of its bringer's own, so that a copy that was cut off goes on where it
 * was, and two consoles do not mix theirs. Only the whole file of the right content gets its name.
 * Versions mostly share their kernel: what lies here for another image is linked.
 * Says `have`, `at BYTES`, `wrong SUM` (thrown away) or `full KIB` (free, and too little).
 */
export const takeBootFileScript: RemoteScript = {
  name: 'stateroom-take-boot-file',
  text: `
${prelude}
folder=$1; name=$2; sum=$3; bytes=$4; from=$6
part=$folder/.$name.$5
size() { if [ -f "$1" ]; then wc -c <"$1" | tr -d ' '; else echo 0; fi; }
sum_of() { s=$(sha256sum <"$1") || exit 1; s=\${s%% *}; }
(umask 022 && mkdir -p "$folder") || exit 1
touch "$folder"
if [ -f "$folder/$name" ]; then
  sum_of "$folder/$name"
  if [ "$s" = "$sum" ]; then rm -f "$part"; echo have; exit 0; fi
fi
at=$(size "$part")
if [ -n "$from" ]; then
  if [ "$at" != "$from" ]; then cat >/dev/null; echo "at $at"; exit 0; fi
  base64 -d >>"$part" || {
    dd if=/dev/null of="$part" bs=1 seek="$from" 2>/dev/null
    exit 1
  }
  at=$(size "$part")
else
  for other in "\${folder%/*}"/*/"$name"; do
    if [ "$at" != 0 ] || [ "$(size "$other")" != "$bytes" ]; then continue; fi
    sum_of "$other"
    if [ "$s" = "$sum" ] && rm -f "$part" && ln "$other" "$part" && mv -f "$part" "$folder/$name"; then
      sync "$folder" 2>/dev/null || sync
      echo have
      exit 0
    fi
  done
  free=$(df -Pk "$folder" | awk 'NR == 2 { print $4 }')
  case $free in
    ''|*[!0-9]*) ;;
    *) if [ $(((bytes - at) / 1024 + 1024)) -gt "$free" ]; then echo "full $free"; exit 0; fi ;;
  esac
fi
if [ "$at" -lt "$bytes" ]; then echo "at $at"; exit 0; fi
sum_of "$part"
if [ "$s" != "$sum" ]; then rm -f "$part"; echo "wrong $s"; exit 0; fi
chmod 644 "$part"
sync "$part" 2>/dev/null || sync
mv -f "$part" "$folder/$name" || exit 1
sync "$folder" 2>/dev/null || sync
echo have
`,
};

/** A piece of such a file, in base64. "$1": path, "$2": how many bytes to leave out, "$3": how many to give. */
export const readBootPieceScript: RemoteScript = {
  name: 'stateroom-read-boot-piece',
  text: `
${prelude}
if [ ! -f "$1" ]; then echo "$1 is not there" >&2; exit 1; fi
tail -c +$(($2 + 1)) "$1" | head -c "$3" | base64
`,
};

/**
 * Removes copies that nothing names any more: no configuration, kept or in use, and no domain, and
 * that nobody has asked for in "$3" minutes. "$1": folder of all of them, "$2": where
 * configurations lie. Says \`gone DIGEST\` of each.
 * Where xl cannot list, everything stays.
 */
export const sweepBootFilesScript: RemoteScript = {
  name: 'stateroom-sweep-boot-files',
  text: `
${prelude}
root=$1; configs=$2; minutes=$3
[ -d "$root" ] || exit 0
domains=$(xl list -l </dev/null) || exit 1
for at in "$root"/*; do
  digest=\${at##*/}
  case $digest in
    *[!0-9a-f]*|'') continue ;;
  esac
  [ -d "$at" ] || continue
  case $domains in *"$digest"*) continue ;; esac
  if grep -rqs "$digest" "$configs"; then continue; fi
  if [ -z "$(find "$at" -maxdepth 0 -mmin +"$minutes")" ]; then continue; fi
  rm -rf "$at" && echo "gone $digest"
done
`,
};
