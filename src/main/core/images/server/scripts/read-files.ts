import type { RemoteScript } from '../../../shell/command-line.ts';
import { reader } from './common.ts';

/**
 * Some files of an image server as of one moment: their paths, one per line, on stdin. "$1": root.
 * Says the clock and, as `stateroom-read-images` does, `size BYTES PATH` and the data; and before
 * that `age SECONDS PATH` of each: how long ago it was written, by the server's own clock. One that
 * is not there, or larger than 32 MiB, is left out.
 */
export const readFilesScript: RemoteScript = {
  name: 'stateroom-read-files',
  text: `
${reader}
set -f
set --
while IFS= read -r path; do
  case $path in
    ''|/*|*..*|*[!A-Za-z0-9._/-]*) problem "path $path" ;;
  esac
  set -- "$@" "$path"
done
lock -s
clock
if [ $# -gt 0 ]; then
  set -- $(find "$@" -type f -size -65537 2>/dev/null)
fi
if [ $# -gt 0 ]; then
  stat -c '%Y %n' "$@" | while read -r at path; do echo "age $((now - at)) $path"; done
  wc -c "$@" | sed '/ total$/d; s/^ *\\([0-9]*\\) /size \\1 /'
  if command -v gzip >/dev/null
  then echo 'data gzip'; cat "$@" | gzip -1 | base64
  else echo 'data plain'; cat "$@" | base64
  fi
fi
echo done
`,
};
