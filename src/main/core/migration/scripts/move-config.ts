import type { RemoteScript } from '../../shell/command-line.ts';
import { prelude } from './prelude.ts';

const checksum = `
sum_of() {
  s=$(sha256sum <"$1") || return 1
  echo "\${s%% *}"
}
`;

/**
 * Reads a domain's configuration at the source. "$1": its path, "$2": the autostart folder.
 * Says `absent`, or `sum SHA256`, `mode OCTAL`, `auto NAME` for each link that starts it, and
 * `text`, followed by the file in base64: it may hold any bytes.
 */
export const readConfigScript: RemoteScript = {
  name: 'stateroom-read-config',
  text: `
${prelude}
${checksum}
if [ ! -f "$1" ]; then echo absent; exit 0; fi
echo "sum $(sum_of "$1")"
echo "mode $(stat -L -c %a "$1")"
real=$(readlink -f "$1")
for link in "$2"/*; do
  if [ -L "$link" ] && [ "$(readlink -f "$link")" = "$real" ]; then printf 'auto %s\\n' "\${link##*/}"; fi
done
echo text
base64 <"$1"
`,
};

/**
 * Puts the configuration down at the target. "$1": path, "$2": sha256, "$3": mode, "$4": autostart
 * folder, "$5": name of the autostart link or '', "$6": date for what has to give way.
 * The file in base64 is on stdin. Written beside, synced, compared, then renamed: it is there whole
 * or not at all. Another file of that name is set aside, never overwritten.
 * Says `written` or `same`, and before it `aside PATH` or `auto-taken NAME` where that was so.
 */
export const writeConfigScript: RemoteScript = {
  name: 'stateroom-write-config',
  text: `
${prelude}
${checksum}
path=$1; sum=$2; mode=$3; auto=$4; link=$5; stamp=$6
(umask 022 && mkdir -p "\${path%/*}") || exit 1
new=$path.stateroom-new
base64 -d | dd of="$new" conv=fsync 2>/dev/null
if [ "$(sum_of "$new")" != "$sum" ]; then
  rm -f "$new"
  echo "the copy of $path came over damaged" >&2
  exit 1
fi
chmod "$mode" "$new"
said=written
if [ -e "$path" ]; then
  if [ "$(sum_of "$path")" = "$sum" ]; then
    rm -f "$new"
    said=same
  else
    aside=$path.before-$stamp
    while [ -e "$aside" ] || [ -L "$aside" ]; do aside=$aside-; done
    mv "$path" "$aside" || exit 1
    printf 'aside %s\\n' "$aside"
  fi
fi
if [ $said = written ]; then mv "$new" "$path" || exit 1; fi
if [ -n "$link" ]; then
  (umask 022 && mkdir -p "$auto") || exit 1
  if [ -e "$auto/$link" ] || [ -L "$auto/$link" ]; then
    if [ "$(readlink -f "$auto/$link")" != "$(readlink -f "$path")" ]; then
      printf 'auto-taken %s\\n' "$link"
    fi
  else
    ln -s "$path" "$auto/$link" || exit 1
  fi
fi
echo $said
`,
};

/**
 * Takes the configuration out of use at the source: renamed to PATH.moved, its autostart link
 * removed. "$1": path, "$2": sha256 that was copied, "$3": autostart folder, "$4": link or ''.
 * Says `changed` (it is not what was copied: left alone), `absent` or `retired`.
 */
export const retireConfigScript: RemoteScript = {
  name: 'stateroom-retire-config',
  text: `
${prelude}
${checksum}
path=$1; sum=$2; auto=$3; link=$4
if [ ! -f "$path" ]; then echo absent; exit 0; fi
if [ "$(sum_of "$path")" != "$sum" ]; then echo changed; exit 0; fi
if [ -n "$link" ] && [ -L "$auto/$link" ]; then rm -f "$auto/$link" || exit 1; fi
mv -f "$path" "$path.moved" || exit 1
echo retired
`,
};

/**
 * Is it (still) there? "$1": path, "$2": sha256, "$3": autostart folder, "$4": link or ''.
 * Says `there`, `missing` or, where the link alone is there, `missing auto`. Asked of the target
 * after the source's was retired: on a shared /etc/xen both are the same file.
 */
export const confirmConfigScript: RemoteScript = {
  name: 'stateroom-confirm-config',
  text: `
${prelude}
${checksum}
if [ -f "$1" ] && [ "$(sum_of "$1")" = "$2" ]; then echo there
elif [ -n "$4" ] && [ -L "$3/$4" ]; then echo "missing auto"
else echo missing
fi
`,
};

/** Takes a retirement back. "$1": path, "$2": autostart folder, "$3": link or ''. */
export const restoreConfigScript: RemoteScript = {
  name: 'stateroom-restore-config',
  text: `
${prelude}
if [ ! -e "$1" ]; then mv "$1.moved" "$1" || exit 1; fi
if [ -n "$3" ] && [ ! -e "$2/$3" ]; then ln -s "$1" "$2/$3" || exit 1; fi
`,
};
