import type { RemoteScript } from '../shell/command-line.ts';

/**
 * Whether an `xl create` of a configuration is still at work on the host. "$1": its path. Says
 * `busy` or `idle`. A process's words are told apart by the byte that no word can hold.
 */
export const findCreateScript: RemoteScript = {
  name: 'stateroom-find-create',
  text: `
for file in /proc/[0-9]*/cmdline; do
  pid=\${file#/proc/}
  if [ "\${pid%/cmdline}" = $$ ]; then continue; fi
  words=$(tr '\\000' '\\n' <"$file" 2>/dev/null)
  case $words in
  *"
create
-f
$1") echo busy; exit 0 ;;
  esac
done
echo idle
`,
};
