import type { RemoteScript } from '../../../shell/command-line.ts';
import { common, filesFunction } from './common.ts';

/**
 * The one long-lived channel of a host. "$1": nonce, "$2": directory of the configurations,
 * "$3": seconds between two looks at usage, "$4": seconds between two sweeps.
 *
 * Only `consume` writes to the channel, so no two lines ever mix. It hears of everything else
 * through one pipe, a short line each: `e` a domain came or went (with the host's uptime in
 * 1/100 s), `t` time to look, `f` time to look closely, `x` xenstore's watch ended, `q` the
 * channel's own input is at its end, and the ids of the processes to end then. A look that began
 * after an event was told has seen it: a burst of events costs one look.
 *
 * Frames: `traffic` and `domains <uptime> <free MiB or ->` at each look; `files`… (when one changed),
 * `configs` and `ttys` after them when anything but CPU time changed, and at each sweep; `stale` when
 * bridges or mounts changed, and every fifth sweep; `unwatched` when xenstore no longer tells of
 * changes.
 *
 * `traffic` has a line for each device: its name, and two counters, or `- -` where the kernel has
 * none. `vif-3-0` and `vbd-3-51712` are Xen's back ends for domain 3, with bytes received and sent by
 * dom0, and sectors read and written; `vif-3-0-emu` is the card that qemu emulates beside it; qemu's
 * own disks (`qdisk-…`) nobody counts. A disk whose back end was never connected is read by qemu past
 * it: its zeros mean nothing. `nic eth0` and `disk sda` are those of the machine, known by the device
 * behind them, so that neither bridges and volumes nor a card's virtual functions count twice. sysfs is
 * read, and not /proc/net/dev, as a shell's `read` takes a byte at a time: its lines are ten times as
 * long.
 *
 * However early the channel closes, the processes to end are known before `consume` goes: so it
 * outlives writing into a closed channel.
 *
 * A domain that still arrives from another host is no reason to look more closely: there is nothing
 * new to see for as long as its memory is copied.
 *
 * Starting a process is most of what a look costs dom0, so an idle one starts `sleep` and `xl`
 * only: the comparison is done by the shell. No `timeout` either: an `xl` that hangs is ended by
 * `produce`, 20 s after the console has closed the channel for its silence.
 *
 * Watching gives way to work: on a dom0 that is short of CPU, as in mid-migration, its looks come
 * later instead of slowing what they look at. Linux sets sessions against each other by their
 * autogroup's niceness, and processes by their own only within one: so both are set, where it can
 * be done.
 */
export const stateroomWatch: RemoteScript = {
  name: 'stateroom-watch',
  text: `
${common}
begin() { printf '\\n%s begin %s\\n' "$n" "$*"; }
end() { printf '\\n%s end %s\\n' "$n" "$1"; }
${filesFunction}
dir=$2; usage=$3; every=$4; ifs=$IFS; nl='
'
stamp() { read -r up rest </proc/uptime; now=\${up%.*}\${up#*.}; }

events() {
  { xenstore-watch @introduceDomain @releaseDomain </dev/null & echo "w $!"; wait $!; echo "x $?"; } |
  while read -r word rest; do
    case $word in
    @*) stamp; echo "e $now" ;;
    *) echo "$word $rest" ;;
    esac
  done
}

ticker() {
  s=''; soon=''; again=''
  trap 'kill $s 2>/dev/null; exit 0' TERM
  trap 'soon="1 2 4 "; again=1; kill $s 2>/dev/null' USR1
  read -r me rest </proc/self/stat
  echo "k $me"
  while :; do
    what=t; d=$usage
    if [ -n "$soon" ]; then
      d=\${soon%% *}; soon=\${soon#* }
      if [ -z "$soon" ]; then what=f; fi
    fi
    sleep "$d" & s=$!
    wait $s
    if [ -n "$again" ]; then again=''; else stamp; echo "$what $now"; fi
  done
}

end_hung() {
  read -r ours rest </proc/$$/task/$$/children
  for c in $ours $rest; do
    if [ "$c" != "$me" ]; then
      read -r kids </proc/$c/task/$c/children
      kill $c $kids
    fi
  done
}

produce() {
  events &
  ticker &
  read -r me rest </proc/self/stat
  echo "p $me"
  while read -r line <&3; do :; done
  echo q
  sleep 20 & s=$!
  trap 'kill $s 2>/dev/null; exit 0' TERM
  wait $s
  end_hung 2>/dev/null
}

signature() {
  sig=''; here=''
  set -f
  IFS=$nl
  for line in $v; do
    IFS=$ifs
    set -- $line
    if [ $# -ge 8 ]; then
      shift $(($# - 8))
      row="\${line%"$4"*}\${4#??} $6$nl"
      sig=$sig$row
      case $line in
      *--incoming*) ;;
      *) here=$here$row ;;
      esac
    fi
  done
  IFS=$ifs
  set +f
}

send_files() {
  m=$(stat -c '%n %i %s %y' "$dir"/*.cfg "$dir"/auto "$dir"/auto/* "$dir"/xl.conf 2>/dev/null)
  if [ "$m" = "$files" ]; then return; fi
  files=$m
  files "$dir" | head -c 8388608
}

find_ttys() {
  for d in $(xenstore-list /local/domain 2>/dev/null); do
    case $ttys in
    *" $d="*) ;;
    *) t=$(xenstore-read "/local/domain/$d/console/tty" 2>/dev/null) && ttys="$ttys $d=$t" ;;
    esac
  done
}

count() {
  if read -r a <"$2" && read -r b <"$3"; then t="$t$1 $a $b$nl"; else t="$t$1 - -$nl"; fi
}

traffic() {
  t=''; own=' '
  for d in /sys/bus/xen-backend/devices/*; do
    dev=\${d##*/}
    case $dev in
    vif-*)
      for i in "$d"/net/*; do
        count "$dev" "$i/statistics/rx_bytes" "$i/statistics/tx_bytes"
        i=\${i##*/}; own="$own$i $i-emu "; i=/sys/class/net/$i-emu/statistics
        if [ -e "$i" ]; then count "$dev-emu" "$i/rx_bytes" "$i/tx_bytes"; fi
      done
      ;;
    vbd-*)
      a=''; b=''; state=''
      read -r a <"$d/statistics/rd_sect"; read -r b <"$d/statistics/wr_sect"
      if [ "$a$b" = 00 ] && read -r state <"$d/state" && [ "$state" != Connected ]; then a=''; fi
      if [ -n "$a" ] && [ -n "$b" ]; then t="$t$dev $a $b$nl"; else t="$t$dev - -$nl"; fi
      ;;
    *disk-* | *vbd*) t="$t$dev - -$nl" ;;
    esac
  done
  for d in /sys/class/net/*; do
    i=\${d##*/}
    case $own in
    *" $i "*) ;;
    *) if [ -e "$d/device" ] && [ ! -e "$d/device/physfn" ]; then
         count "nic $i" "$d/statistics/rx_bytes" "$d/statistics/tx_bytes"
       fi ;;
    esac
  done
  for d in /sys/block/*; do
    if [ -e "$d/device" ] && read -r b b a b b b b rest <"$d/stat"; then t="\${t}disk \${d##*/} $a $b$nl"; fi
  done
}

closer() { if [ -n "$k" ]; then kill -USR1 $k 2>/dev/null; else owed=1; fi; }

look() {
  stamp; began=$now; at=$up
  traffic 2>/dev/null
  v=$(xl list -v </dev/null); r=$?
  if [ $r -ne 0 ]; then begin "domains $at -"; printf %s "$v"; end $r; return; fi
  signature
  changed=''; free=-
  if [ "$sig" != "$seen" ]; then changed=1; free=$(xl info free_memory </dev/null); fi
  begin traffic; printf %s "$t"; end 0
  begin "domains $at \${free:--}"; printf %s "$v"; end 0
  if [ -z "$changed$1" ]; then return; fi
  send_files
  if [ "$changed$1" != sweep ]; then find_ttys; fi
  begin configs; xl list -l </dev/null; end $?
  begin ttys; printf %s "$ttys"; end 0
  if [ "$here" != "$settled" ]; then settled=$here; closer; fi
  seen=$sig
}

surroundings() { cat /proc/mounts; echo /sys/class/net/*/bridge; }

sweep() {
  look sweep
  swept=$now; sweeps=$((sweeps + 1)); around=$(surroundings)
  if [ "$around" != "$site" ] || [ $((sweeps % 5)) -eq 0 ]; then begin stale; end 0; fi
  site=$around
}

consume() {
  w=''; k=''; p=''; owed=''; over=''; seen=''; settled=''; files=''; ttys=''; began=0; swept=0; sweeps=0
  site=$(surroundings)
  trap 'kill $w $k $p 2>/dev/null; exit 0' TERM
  trap '' PIPE
  while read -r word arg; do
    case $word in
    w) w=$arg ;;
    k) k=$arg; if [ -n "$owed" ]; then closer; fi ;;
    p) p=$arg ;;
    x) w=' ' ;;
    q) over=1 ;;
    esac
    if [ -n "$over" ]; then
      if [ -n "$w" ] && [ -n "$k" ] && [ -n "$p" ]; then break; fi
      continue
    fi
    case $word in
    e) if [ "$arg" -ge "$began" ]; then sleep 0.2; look ''; fi ;;
    t) if [ $((arg - swept)) -ge $((every * 100)) ]; then sweep; else look ''; fi ;;
    f) look close ;;
    w) sleep 0.2; look close; swept=$now ;;
    x) begin unwatched; end "$arg" ;;
    esac
  done
  kill $w $k $p 2>/dev/null
}

{ renice -n 19 -p $$; echo 19 >/proc/self/autogroup; } >/dev/null 2>&1
exec 3<&0 </dev/null
produce | consume &
c=$!
trap 'kill $c 2>/dev/null' TERM HUP INT
wait $c
`,
};
