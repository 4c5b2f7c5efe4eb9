import type { RemoteScript } from '../../../shell/command-line.ts';
import { common, enter } from './common.ts';

/** "$1": root, "$2": role, "$3": digest. Says `packages` and the list, or `none`. */
export const readPackagesScript: RemoteScript = {
  name: 'stateroom-read-packages',
  text: `
${common}
${enter}
image=images/$2/$3
if [ ! -d "$image" ]; then problem "missing $image"; fi
if [ -f "$image/packages.tsv" ]; then
  echo packages
  head -c 8388608 "$image/packages.tsv"
else
  echo none
fi
echo done
`,
};
