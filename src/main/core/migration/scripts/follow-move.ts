import type { RemoteScript } from '../../shell/command-line.ts';
import { prelude } from './prelude.ts';

/** A worker's last act, after its status: the empty line at which `tell` looks whether it is over. */
export const pokeText = `printf '\\n\\n' >>"$dir/err"`;

/**
 * Tells what a move's detached process at the source does, from its directory, until it is over.
 * Lines: `L UPTIME TEXT` for each line of the toolstack, `B BYTES` the bytes that the transport has
 * written, `.` now and then so that a dead connection is noticed, and one last: `end STATUS`,
 * `lost` (it and all it began are gone without a status) or `gone` (there is no such directory).
 *
 * dom0 is what a migration waits for, and starting a process is most of what looking costs it: so
 * `tail` waits for the lines, which also makes their times good enough for the guest's pause, and
 * only every fifth second somebody looks whether all is well (`sleep` is all it starts).
 * `tell` and `follow` each write whole lines in one go, so none mix. However the channel closes,
 * the next beat finds it closed and ends everything.
 */
export const followText = `
follow() {
  dir=$1; pid=; nap=; over=; bytes=0
  if [ ! -f "$dir/err" ]; then echo gone; return; fi
  if [ -f "$dir/pid" ]; then read -r pid <"$dir/pid"; fi
  # Checked once: its number cannot be another's while it lives.
  if [ -n "$pid" ] && is_anothers; then pid=; fi
  trap '' PIPE
  trap 'over=1; kill $nap 2>/dev/null' USR1
  { read -r me rest </proc/self/stat; echo "$me"; exec tail -n +1 -f "$dir/err"; } 2>/dev/null </dev/null | tell &
  teller=$!
  until [ -n "$over" ]; do
    if is_over && ! ${pokeText} 2>/dev/null; then conclude; break; fi
    beat 2>/dev/null || break
    sleep 5 & nap=$!
    if [ -z "$over" ]; then wait $nap; fi
  done
  kill $nap $teller 2>/dev/null
}
tell() {
  read -r tail
  trap 'kill $tail 2>/dev/null; exit 0' TERM
  while IFS= read -r line; do
    if [ -z "$line" ] && is_over; then conclude; break; fi
    read -r up rest </proc/uptime
    printf 'L %s %s\\n' "$up" "$line" 2>/dev/null || break
  done
  kill -USR1 $$
  kill $tail 2>/dev/null
}
is_over() { [ -f "$dir/status" ] || [ -z "$pid" ] || ! goes_on; }
# It may have ended between two looks: so the status is looked for once more.
conclude() {
  if [ -f "$dir/status" ]; then read -r code <"$dir/status"; echo "end $code"; else echo lost; fi
}
beat() {
  was=$bytes
  count_bytes
  if [ "$bytes" = "$was" ]; then echo .; else echo "B $bytes"; fi
}
# Read once: it is empty for a moment while the process becomes the program it was started for.
is_anothers() {
  case $(tr '\\0' ' ' 2>/dev/null <"/proc/$pid/cmdline") in
    ''|*"$dir"*) return 1 ;;
  esac
}
# Its shell may have been killed, and what it began go on without it: they are one process group.
goes_on() { kill -0 "$pid" 2>/dev/null || kill -0 "-$pid" 2>/dev/null; }
count_bytes() {
  if [ ! -f "$dir/transport" ]; then return; fi
  read -r transport <"$dir/transport"
  if [ ! -r "/proc/$transport/io" ]; then return; fi
  while read -r key value; do
    if [ "$key" = wchar: ]; then bytes=$value; fi
  done 2>/dev/null <"/proc/$transport/io"
}
`;

/** "$1": the move's directory. */
export const followScript: RemoteScript = {
  name: 'stateroom-follow',
  text: `
${prelude}
${followText}
follow "$1"
`,
};
