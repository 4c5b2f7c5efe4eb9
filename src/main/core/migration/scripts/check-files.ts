import type { RemoteScript } from '../../shell/command-line.ts';
import { prelude } from './prelude.ts';

/**
 * What a host has at some paths. "$1": bytes up to which a file's checksum is worth its time; then
 * pairs: `plain` or `sum`, and the path. For each one line: kind (file, block, other, missing),
 * size in bytes or -, what identifies the device on every host (device mapper's uuid, WWN, serial)
 * or -, sha256 or -.
 */
export const checkFilesScript: RemoteScript = {
  name: 'stateroom-check-files',
  text: `
${prelude}
limit=$1
shift
while [ $# -gt 1 ]; do
  how=$1; path=$2
  shift 2
  kind=other; size=-; id=-; sum=-
  if [ ! -e "$path" ]; then kind=missing
  elif [ -f "$path" ]; then
    kind=file
    size=$(stat -L -c %s "$path" 2>/dev/null) || size=-
    if [ "$how" = sum ] && [ "$size" != - ] && [ "$size" -le "$limit" ]; then
      sum=$(sha256sum <"$path")
      sum=\${sum%% *}
    fi
  elif [ -b "$path" ]; then
    kind=block
    size=$(blockdev --getsize64 "$path" 2>/dev/null) || size=-
    real=$(readlink -f "$path")
    for file in dm/uuid wwid device/wwid serial device/serial; do
      if [ -r "/sys/class/block/\${real##*/}/$file" ]; then
        id=$(tr -d ' \\t\\n' <"/sys/class/block/\${real##*/}/$file" 2>/dev/null)
        if [ -n "$id" ]; then break; fi
      fi
    done
  fi
  echo "$kind \${size:--} \${id:--} \${sum:--}"
done
`,
};
