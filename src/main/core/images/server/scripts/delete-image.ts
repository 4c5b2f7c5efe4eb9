import type { RemoteScript } from '../../../shell/command-line.ts';
import { audit, clock, common, enter, lock, mend, staging } from './common.ts';

/**
 * Deletes an image that nobody uses. "$1": root, "$2": role, "$3": digest, "$4": who, as a JSON
 * string. Looks under the lock, so that nobody can begin to use it meanwhile: a client that shall
 * run it, ran it before, or last reported it, a channel, and a rollout that is not over keep it;
 * each is said as \`used PATH\`. Out of its place by one rename, and only then removed.
 */
export const deleteImageScript: RemoteScript = {
  name: 'stateroom-delete-image',
  text: `
${common}
${enter}
${lock}
${clock}
${staging}
${mend}
${audit}
stage delete
lock
sweep
clock
image=images/$2/$3
if [ ! -d "$image" ]; then problem "missing $image"; fi
{
  find clients reports channels -type f -name '*.json' 2>/dev/null |
    xargs grep -lE "\\"(desired|previous|digest)\\" *: *\\"$3\\"" 2>/dev/null
  for r in rollouts/*/; do
    r=\${r%/}
    if [ -d "$r" ] && [ ! -f "$r/ended.json" ]; then
      grep -lF "$3" "$r"/plan.json "$r"/state.json "$r"/events.jsonl 2>/dev/null
    fi
  done
} >"$stage/users"
if [ -s "$stage/users" ]; then
  head -n 1000 "$stage/users" | sed 's/^/used /'
  problem used
fi
audit "{\\"by\\":$4,\\"what\\":\\"delete\\",\\"about\\":{\\"role\\":\\"$2\\",\\"digest\\":\\"$3\\"}}" || problem full
mv "$image" "$stage/image" || problem full
flush "images/$2" "$stage"
rm -rf "$stage"
echo done
`,
};
