import type { RemoteScript } from '../../../shell/command-line.ts';
import { common, enter } from './common.ts';

/**
 * What these files of the server are, before they are taken in. "$1": root, the others: absolute
 * paths. Says `free KIB` of where they would lie, and of each, in this order, `file BYTES HEX` with
 * its first 520 bytes, or `none`. Changes nothing.
 */
export const lookAtFilesScript: RemoteScript = {
  name: 'stateroom-look-at-files',
  text: `
${common}
${enter}
shift
free=$(df -Pk . | awk 'NR == 2 { print $4 }')
echo "free $free"
for path in "$@"; do
  if [ -f "$path" ] && [ -r "$path" ]; then
    bytes=$(wc -c <"$path")
    echo "file $((bytes)) $(dd if="$path" bs=520 count=1 2>/dev/null | od -An -v -tx1 | tr -d ' \\n')"
  else echo none
  fi
done
echo done
`,
};
