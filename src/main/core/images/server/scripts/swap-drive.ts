import type { RemoteScript } from '../../../shell/command-line.ts';
import { leaseOf, writer } from './common.ts';

/**
 * Sets a client's writable drive aside, never deletes it, and puts a fresh one in its place, or one
 * that was set aside before. "$1": root, "$2": client, "$3": its lease, "$4": its drive, "$5": what
 * comes in its place or \`-\` for a fresh one, "$6": who, as a JSON string, "$7": an order for the
 * client or \`-\`. Under the lock, and only while nobody holds the lease. Says \`aside PATH\` where a
 * drive was there. A running client goes on writing to the drive that it has mounted, wherever that
 * lies by then: so nothing is lost before its reboot.
 */
export const swapDriveScript: RemoteScript = {
  name: 'stateroom-swap-drive',
  text: `
${writer}
${leaseOf}
stage drive
mkdir "$stage/fresh" || problem full
if [ "$7" != - ]; then printf '%s\\n' "$7" >"$stage/order" || problem full; fi
flush "$stage"/*
lock
sweep
clock
lease_of "$3"
if [ -n "$holder" ]; then echo "held $3 $holder"; problem refused; fi
aside=state/.set-aside/$2/$(date -u +%Y%m%dT%H%M%SZ)
n=
while [ -e "$aside$n" ]; do n=.$((\${n#.} + 1)); done
aside=$aside$n
if [ "$5" != - ] && [ ! -d "$5" ]; then problem "missing $5"; fi
if [ -d "$4" ]; then
  chmod "$(stat -c %a "$4")" "$stage/fresh" && chown "$(stat -c %u:%g "$4")" "$stage/fresh" ||
    problem "owner of $4 cannot be given to another folder"
else aside=-
fi
audit "{\\"by\\":$6,\\"what\\":\\"drive set aside\\",\\"about\\":{\\"client\\":\\"$2\\",\\"to\\":\\"$aside\\",\\"from\\":\\"$5\\"}}" ||
  problem full
if [ "$aside" != - ]; then
  mkdir -p "\${aside%/*}" || problem full
  mv "$4" "$aside" || problem full
  echo "aside $aside"
fi
mkdir -p "\${4%/*}" || problem full
if [ "$5" = - ]; then mv "$stage/fresh" "$4" || problem full
else mv "$5" "$4" || problem full
fi
if [ "$7" != - ]; then
  mkdir -p orders || problem full
  mv -f "$stage/order" "orders/$2.json" || problem full
  flush orders
fi
flush "\${4%/*}"
echo done
`,
};
