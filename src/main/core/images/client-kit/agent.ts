import { jsonWords } from './json-words.ts';
import { reportWords } from './report-words.ts';

/**
 * Runs in a booted client, under systemd or from an inittab: reports twice a minute, and as long as
 * it is not well every ten seconds; looks for its order every ten seconds. Which image it runs, it
 * knows from the kernel's command line and from the file that is mounted, both of which have to
 * say the same. An order is followed if it names the boot that runs, and once; in a dom0 only while no
 * guest runs, as it stands a moment before.
 */
export const agentText = `#!/bin/sh
# Reports this client to its image server, and follows the orders that lie there for it.
PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export PATH
run=\${STATELESS_RUN:-/run/stateless}
proc=\${STATELESS_PROC:-/proc}
sys=\${STATELESS_SYS:-/sys}
xen=\${STATELESS_XEN:-/proc/xen}
pace=\${STATELESS_PACE:-10}
longest=\${STATELESS_LONGEST:-20}
outer=\${LC_ALL-}
LC_ALL=C
export LC_ALL
${jsonWords}
${reportWords}
client=$(argument stateless.client) || { echo 'no client of an image server' >&2; exit 1; }
role=$(argument stateless.role)
read -r boot <"$proc/sys/kernel/random/boot_id"

running() {
  named=$(argument stateless.digest)
  device=$(awk -v at="$run/image" '$2 == at && $3 == "squashfs" { print $1 }' "$proc/mounts")
  file=$(cat "$sys/block/\${device##*/}/loop/backing_file" 2>/dev/null)
  case $file in
    */images/"$role"/"$named"/rootfs.squashfs) echo "$named" ;;
    *) echo - ;;
  esac
}

drive() {
  if [ -s "$run/troubles" ]; then echo false
  elif awk -v at="$run/state" '$2 == at { found = $4 ~ /(^|,)rw(,|$)/ } END { exit !found }' "$proc/mounts"
  then echo true
  else echo false
  fi
}

# Leaves the words in $run/health; its own group, and no pipe that a left child could hold open.
health() {
  : >"$run/health"
  if ! command=$(json_string healthCommand <"$run/server/images/$role/role.json" 2>>"$run/health"); then
    echo "images/$role/role.json on the server names no health command." >>"$run/health"
    echo unknown
  elif [ -z "$command" ]; then echo ok
  else
    LC_ALL=$outer timeout -s KILL "$longest" sh -c "$command" >"$run/health" 2>&1 </dev/null
    status=$?
    if [ $status -eq 0 ]; then echo ok
    else
      if [ ! -s "$run/health" ]; then echo "The health command ended with status $status." >"$run/health"; fi
      if [ $status -eq 137 ]; then echo "It was ended after $longest s." >>"$run/health"; fi
      echo failed
    fi
  fi
}

report() {
  state=$(health)
  {
    tail -c 2500 "$run/health"
    if [ -s "$run/troubles" ]; then head -c 1000 "$run/troubles"; fi
    if [ -f "$run/notes" ]; then head -c 400 "$run/notes"; fi
  } | write_report "$run/reports" "$client" "$(running)" "$boot" "$(drive)" "$state"
}

# In a dom0: succeeds while a guest runs, and while xl does not say. What runs does not go down for an image.
guests() {
  grep -q control_d "$xen/capabilities" 2>/dev/null || return 1
  list=$(xl list 2>/dev/null) || return 0
  [ "$(printf '%s\n' "$list" | wc -l)" -gt 2 ]
}

follow() {
  order=$run/server/orders/$client.json
  if [ ! -f "$order" ]; then return 0; fi
  text=$(cat "$order") || return 0
  said() { printf '%s' "$text" | json_string "$1"; }
  if [ "$(said client)" != "$client" ] || [ "$(said bootId)" != "$boot" ] || [ "$(said kind)" != reboot ]; then return 0; fi
  key=$(said key)
  if [ -z "$key" ] || [ "$key" = "$(cat "$run/followed" 2>/dev/null)" ]; then return 0; fi
  if guests; then return 0; fi
  printf '%s' "$key" >"$run/followed" || return 0
  echo "rebooting: order $key"
  sync
  if command -v systemctl >/dev/null; then systemctl reboot || systemctl reboot --force
  else reboot || reboot -f
  fi
}

count=0
while :; do
  follow
  if [ $((count % 3)) -eq 0 ] || [ "$state" != ok ]; then report; fi
  count=$((count + 1))
  sleep "$pace"
done
`;
