import { quoteWord, type RemoteScript } from '../../shell/command-line.ts';
import { pokeText } from './follow-move.ts';
import { lookFor, nap, prelude, rowOf } from './prelude.ts';

/** Exit statuses of the source's half: hints for the user; the hosts are looked at all the same. */
export const copyStatus = {
  moved: 0,
  notReached: 20,
  saveFailed: 21,
  targetFailed: 22,
  cancelled: 23,
  targetRefused: 24,
  diedAtTarget: 25,
  uncertain: 26,
} as const;

/**
 * The detached half of a stop-and-copy at the source. "$1": directory, "$2": domid, "$3": uuid,
 * "$4": transport. The target's end is `receiveCopyScript`, spoken to over one ssh session:
 *
 *     target: ready      source: the guest's saved state (it stands still from here on)
 *     target: restored   source: go      the point of no return
 *     target: running    source: destroys its own copy
 *
 * Exactly one copy may ever run. Up to `go` the target has never let the guest run and destroys its
 * copy when the line breaks: so until then the source may always go on. After `go` it may only if
 * the target says that it did not (`dropped`); when the line breaks, or the guest died over there,
 * the source's copy stays paused and the console looks at both hosts.
 * Whoever makes the directory `turn` first, this process or a cancel, has decided.
 * SIGPIPE is ignored because xl, killed by it in mid-save, would leave the guest suspended.
 */
export const runCopyScript: RemoteScript = {
  name: 'stateroom-copy',
  text: `
${prelude}
${rowOf}
${nap}
${lookFor}
trap '' HUP INT PIPE
dir=$1; domid=$2; uuid=$3; transport=$4
say() { printf '%s\\n' "stateroom: $*" >>"$dir/err"; }
finish() {
  echo "$1" >"$dir/status.new"
  mv "$dir/status.new" "$dir/status"
  ${pokeText}
}
state() {
  look "$uuid"
  set -- $row
  if [ "$1" = "$domid" ]; then echo "$2"; fi
}
go_on_here() {
  case $(state) in
    ??p-*) say "The guest goes on at the source."; xl unpause "$domid" </dev/null >>"$dir/err" 2>&1 ;;
  esac
}
heard() { grep -q "^$1" "$dir/replies"; }
hear() {
  naps=0
  while :; do
    for word in "$@"; do
      if heard "$word"; then reply=$word; return; fi
    done
    reply=
    if [ -f "$dir/transport.end" ]; then
      for word in "$@"; do
        if heard "$word"; then reply=$word; return; fi
      done
      return
    fi
    if [ "$1" != running ] && [ -d "$dir/turn" ]; then reply=cancelled; return; fi
    naps=$((naps + 1))
    if [ $naps -gt 1500 ]; then return; fi
    nap
  done
}
send() {
  hear ready
  if [ "$reply" != ready ]; then
    if [ "$reply" = cancelled ]; then finish ${copyStatus.cancelled}; else finish ${copyStatus.notReached}; fi
    return
  fi
  say "migration target: Ready to receive domain."
  xl save -p "$domid" /dev/stdout 2>>"$dir/err" </dev/null
  saved=$?
  if [ $saved -ne 0 ]; then
    exec >&-
    go_on_here
    if [ -d "$dir/turn" ]; then finish ${copyStatus.cancelled}; else finish ${copyStatus.saveFailed}; fi
    return
  fi
  hear restored failed
  if [ "$reply" != restored ]; then
    exec >&-
    go_on_here
    if [ "$reply" = cancelled ]; then finish ${copyStatus.cancelled}; else finish ${copyStatus.targetFailed}; fi
    return
  fi
  say "migration target: Transfer complete, requesting permission to start domain."
  if ! mkdir "$dir/turn" 2>/dev/null; then
    exec >&-
    go_on_here
    finish ${copyStatus.cancelled}
    return
  fi
  # Never without a record of it.
  if ! say "migration sender: Giving target permission to start."; then
    exec >&-
    go_on_here
    finish ${copyStatus.targetFailed}
    return
  fi
  echo go
  hear running dropped died
  case $reply in
    running)
      say "migration sender: Target reports successful startup."
      case $(state) in
        ??p-*) xl destroy "$domid" </dev/null >>"$dir/err" 2>&1 ;;
      esac
      finish ${copyStatus.moved}
      ;;
    dropped)
      say "The target did not start it and has destroyed its copy."
      go_on_here
      finish ${copyStatus.targetRefused}
      ;;
    died)
      say "It ran at the target and stopped there; the copy at the source stays paused."
      finish ${copyStatus.diedAtTarget}
      ;;
    *)
      say "The connection broke after the target was told to start it; the copy at the source stays paused."
      finish ${copyStatus.uncertain}
      ;;
  esac
}
: >"$dir/replies"
send | {
  /bin/sh -c "$transport" >>"$dir/replies" 2>>"$dir/err"
  echo $? >"$dir/transport.end"
}
`,
};

/**
 * "$1": directory for the record, "$2": uuid. It destroys only what it made itself and what never
 * ran; `dropped` is said only where nothing of the guest is left that could run.
 */
const receiver = `
${prelude}
${rowOf}
${nap}
${lookFor}
trap '' HUP INT PIPE
dir=$1; uuid=$2; id=
drop() {
  if ! look "$uuid"; then return; fi
  set -- $row
  case "$1 $2" in
    "$id "??p-*)
      xl destroy "$id" </dev/null >&2
      if ! look "$uuid"; then return; fi
      set -- $row
      ;;
  esac
  case $2 in
    ""|?????d) echo dropped ;;
  esac
}
if ! look "$uuid"; then echo "xl cannot list the guests here." >&2; echo failed; exit 1; fi
if [ -n "$row" ]; then echo "The guest is here already." >&2; echo failed; exit 1; fi
if ! mkdir "$dir" >&2; then echo failed; exit 1; fi
echo ready
xl restore -p /dev/stdin >&2
code=$?
# Without it, nothing here would be known for its own.
look "$uuid"; set -- $row; id=$1
if [ $code -ne 0 ]; then drop; echo "failed $code"; exit 1; fi
echo restored
word=
IFS= read -r word
if [ "$word" != go ]; then drop; exit 1; fi
look "$uuid"
set -- $row
case "$1 $2" in
  "$id "??p-*) ;;
  *) drop; exit 1 ;;
esac
# Not by \`:\`, a special builtin: a shell that cannot write for one of those is over.
if ! true >"$dir/went"; then drop; exit 1; fi
xl unpause "$id" </dev/null >&2
seen=0
looks=0
while [ $looks -lt 100 ]; do
  # What cannot be seen is not said to have died.
  if ! look "$uuid"; then exit 1; fi
  set -- $row
  case $2 in
    ??--*) seen=$((seen + 1)) ;;
    ??p-*) ;;
    *) echo died; exit 1 ;;
  esac
  if [ $seen -ge 3 ]; then echo running; exit 0; fi
  looks=$((looks + 1))
  nap
done
echo paused-still >&2
exit 1
`;

/**
 * The target's end. "$1": job id, "$2": directory for its record, "$3": uuid.
 * Everything but the five words goes to stderr, and nothing but xl restore and `read` may touch
 * stdin. `went` in the directory is put down before the guest is let run: it outlives the line.
 * Begun anew with the job in its environment, by which it is found while it waits.
 */
export const receiveCopyScript: RemoteScript = {
  name: 'stateroom-receive',
  text: `
STATEROOM_JOB=$1
export STATEROOM_JOB
exec /bin/sh -c ${quoteWord(receiver)} stateroom-receive "$2" "$3"
`,
};
