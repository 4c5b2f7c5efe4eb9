/**
 * What every script on an image server begins with: "$1" is the root of its files. Nothing of the
 * scripts stays there. Each says its answer in lines and ends with `done` or with one of
 *
 *     problem no-root | no-layout | format WORD | busy | full | …
 *
 * An answer without such an end was cut off.
 */
export const common = `
PATH=$PATH:/usr/sbin:/sbin:/usr/local/sbin
LC_ALL=C
export PATH LC_ALL
umask 022
# A file size limit shall be an error to be told, not the end.
trap '' XFSZ
problem() { echo "problem $*"; exit 0; }
`;

/** Goes to the root, and makes sure that its files are of this layout. */
export const enter = `
cd "$1" 2>/dev/null || problem no-root
if [ ! -f FORMAT ]; then problem no-layout; fi
read -r format <FORMAT
if [ "$format" != 1 ]; then problem "format $format"; fi
`;

/**
 * `lock [-s]` takes the one lock, for a moment only, and gives up after a while. It is the
 * process's own: it ends with it, however that ends. Needs flock(1).
 */
export const lock = `
lock() {
  exec 9>>lock || problem full
  tries=0
  until flock -n "$@" 9; do
    tries=$((tries + 1))
    if [ $tries -gt 100 ]; then problem busy; fi
    sleep 0.2 2>/dev/null || sleep 1
  done
}
`;

/** `clock` says `clock SECONDS WEEKDAY HOUR MINUTE UPTIME BOOT`; `upsec`: whole seconds of uptime. */
export const clock = `
read -r up rest </proc/uptime
read -r boot </proc/sys/kernel/random/boot_id
clock() { echo "clock $(date '+%s %w %H %M') $up $boot"; }
upsec=\${up%%.*}
now=$(date +%s)
`;

/** `lease_of FILE` puts who holds a lease, as long as it has not run out, into `holder`. */
export const leaseOf = `
lease_of() {
  holder=; ends=0; lease=
  if [ -f "$1" ]; then IFS= read -r lease <"$1"; fi
  case $lease in
    '{"holder":"'*'","since":'*',"serverBoot":"'"$boot"'","expires":'*'}') ;;
    *) return 0 ;;
  esac
  ends=\${lease##*'"expires":'}; ends=\${ends%'}'}
  case $ends in ''|*[!0-9]*) return 0 ;; esac
  if [ "$ends" -le "$upsec" ]; then return 0; fi
  holder=\${lease#'{"holder":"'}; holder=\${holder%%'"'*}
}
`;

/**
 * Staging below tmp/, named by the process: `sweep`, under the lock, removes what was left by
 * processes that are no more. `flush FILE…` has them on the disk when it returns.
 */
export const staging = `
flush() { sync "$@" 2>/dev/null || sync; }
stage() {
  stage=tmp/$1.$$
  rm -rf "$stage"
  mkdir -p "$stage" || problem full
  trap 'rm -rf "$stage"' EXIT
  trap 'exit 1' HUP INT TERM PIPE
}
sweep() {
  for left in tmp/*.*; do
    # One that is dead and only not yet taken note of has no command line.
    if [ -d "$left" ] && ! grep -q . "/proc/\${left##*.}/cmdline" 2>/dev/null; then rm -rf "$left"; fi
  done
}
`;

/** `users DIGEST` says `used PATH` of everything that keeps an image where it is. */
export const users = `
users() {
  {
    find clients reports channels packed -type f -name '*.json' ! -name manifest.json 2>/dev/null |
      xargs grep -lE "\\"(desired|previous|digest)\\" *: *\\"$1\\"" 2>/dev/null
    for r in rollouts/*/; do
      r=\${r%/}
      if [ -d "$r" ] && [ ! -f "$r/ended.json" ]; then
        grep -lF "$1" "$r"/plan.json "$r"/state.json "$r"/events.jsonl 2>/dev/null
      fi
    done
  } | head -n 1000 | sed 's/^/used /'
}
`;

/** `mend FILE` cuts an unfinished last line: nobody was told that it was written. */
export const mend = `
mend() {
  if [ ! -s "$1" ]; then return 0; fi
  case $(tail -c 1 "$1" | od -An -tx1) in
    *0a*) return 0 ;;
  esac
  whole=$(wc -l <"$1")
  head -n "$whole" "$1" >"$stage/mend" || return 1
  flush "$stage/mend"
  mv -f "$stage/mend" "$1"
}
`;

/**
 * `audit TEXT`: one more line in the month's record, TEXT being a JSON object. It names the SHA-256
 * of the line before, so that none can be changed or taken out unseen.
 */
export const audit = `
audit() {
  mkdir -p audit || return 1
  record=audit/$(date +%Y-%m).jsonl
  newest=
  for each in audit/*.jsonl; do if [ -s "$each" ]; then newest=$each; fi; done
  if [ -n "$newest" ]; then mend "$newest" || return 1; fi
  before=0000000000000000000000000000000000000000000000000000000000000000
  if [ -n "$newest" ] && [ -s "$newest" ]; then before=$(tail -n 1 "$newest" | sha256sum); before=\${before%% *}; fi
  printf '{"at":%s,"before":"%s",%s\\n' "$now" "$before" "\${1#?}" >>"$record" || {
    mend "$record"
    return 1
  }
  flush "$record" audit
}
`;

/** What a script begins with that reads files, and tells by which clock. */
export const reader = [common, enter, lock, clock].join('\n');

/** What a script begins with that changes files. */
export const writer = [reader, staging, mend, audit].join('\n');
