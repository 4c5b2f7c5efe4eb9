import type { RemoteScript } from '../../../shell/command-line.ts';
import { common, enter } from './common.ts';

/** Drives that were set aside. "$1": root. Says `drive KIB PATH` of each. */
export const listSetAsideScript: RemoteScript = {
  name: 'stateroom-list-set-aside',
  text: `
${common}
${enter}
for drive in state/.set-aside/*/*; do
  if [ -d "$drive" ]; then
    size=$(du -sk "$drive" 2>/dev/null | awk 'NR == 1 { print $1 }')
    echo "drive \${size:-0} $drive"
  fi
done
echo done
`,
};
