import type { RemoteScript } from '../../shell/command-line.ts';
import { prelude } from './prelude.ts';

/**
 * Tells what a move's detached process at the source does, from its directory, until it is over.
 * Lines: `L UPTIME TEXT` for each line of the toolstack, `B BYTES` the bytes that the transport has
 * written, `.` now and then so that a dead connection is noticed, and one last: `end STATUS`,
 * `lost` (it and all it began are gone without a status) or `gone` (there is no such directory).
 * dom0 is what a migration waits for, so each look is made by the shell alone, and the one process
 * it starts over and over is sleep: every other second, and often only while the guest stands still.
 */
export const followText = `
follow() {
  dir=$1
  if [ ! -f "$dir/err" ]; then echo gone; return; fi
  exec 3<"$dir/err"
  part=
  bytes=0
  ticks=0
  pace=2
  pid=
  if [ -f "$dir/pid" ]; then read -r pid <"$dir/pid"; fi
  # Checked once: its number cannot be another's while it lives.
  if [ -n "$pid" ] && is_anothers; then pid=; fi
  while :; do
    over=
    if [ -f "$dir/status" ]; then over=status
    elif [ -z "$pid" ] || ! goes_on; then
      # It may have ended between the two looks.
      if [ -f "$dir/status" ]; then over=status; else over=lost; fi
    fi
    read -r up rest </proc/uptime
    while IFS= read -r line <&3; do
      printf 'L %s %s\\n' "$up" "$part$line"
      part=
      case $line in
        *"suspend request"*|*"Transfer complete"*) pace=0.2 ;;
      esac
    done
    part=$part$line
    if [ -n "$over" ]; then
      if [ -n "$part" ]; then printf 'L %s %s\\n' "$up" "$part"; fi
      if [ "$over" = lost ]; then echo lost; return; fi
      read -r code <"$dir/status"
      echo "end $code"
      return
    fi
    count_bytes
    ticks=$((ticks + 1))
    if [ $((ticks % 5)) -eq 0 ]; then echo .; fi
    sleep $pace 2>/dev/null || sleep 1
  done
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
    if [ "$key" = wchar: ] && [ "$value" != "$bytes" ]; then
      bytes=$value
      echo "B $bytes"
    fi
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
