import type { RemoteScript } from '../../../shell/command-line.ts';
import { common, enter } from './common.ts';

/**
 * A piece of a file of an image, in base64. "$1": root, "$2": role, "$3": digest, "$4": the file's
 * name, "$5": how many bytes to leave out, "$6": how many to give.
 */
export const readPieceScript: RemoteScript = {
  name: 'stateroom-read-piece',
  text: `
${common}
${enter}
file=images/$2/$3/$4
if [ ! -f "$file" ]; then problem "missing $file"; fi
tail -c +$(($5 + 1)) "$file" | head -c "$6" | base64 || problem "read $file"
echo done
`,
};
