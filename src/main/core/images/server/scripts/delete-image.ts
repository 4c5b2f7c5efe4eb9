import type { RemoteScript } from '../../../shell/command-line.ts';
import { users, writer } from './common.ts';

/**
 * Deletes an image that nobody uses. "$1": root, "$2": role, "$3": digest, "$4": who, as a JSON
 * string, "$5": \`images\`, or \`packed\` for one that is kept as a patch: nothing is a patch of such a
 * one, since what is named so stays whole. Looks under the lock, so that nobody can begin to use it meanwhile: a client that shall
 * run it, ran it before, or last reported it, a channel, an image that is kept as
 * a patch of it, and a rollout that is not over keep it;
 * each is said as \`used PATH\`. Out of its place by one rename, and only then removed.
 */
export const deleteImageScript: RemoteScript = {
  name: 'stateroom-delete-image',
  text: `
${writer}
${users}
stage delete
lock
sweep
clock
image=$5/$2/$3
if [ ! -d "$image" ]; then problem "missing $image"; fi
users "$3" >"$stage/users"
if [ -s "$stage/users" ]; then cat "$stage/users"; problem used; fi
audit "{\\"by\\":$4,\\"what\\":\\"delete\\",\\"about\\":{\\"role\\":\\"$2\\",\\"digest\\":\\"$3\\"}}" || problem full
mv "$image" "$stage/image" || problem full
flush "$5/$2" "$stage"
rm -rf "$stage"
echo done
`,
};
