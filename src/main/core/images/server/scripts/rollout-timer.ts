import type { RemoteScript } from '../../../shell/command-line.ts';
import { common } from './common.ts';

const paths = `
bundle=$2/usr/local/lib/stateroom/advance-rollouts.mjs
service=$2/etc/systemd/system/stateroom-rollouts.service
timer=$2/etc/systemd/system/stateroom-rollouts.timer
`;

/**
 * What there is of the timer. "$2" is put before each path: empty but in tests. Says
 * \`node VERSION\`, \`system IDS\`, \`systemd\`, \`sum SHA256 NAME\` of each file, \`active WORD\` and
 * \`last WORDS\`, where there is something to say.
 */
export const lookAtTimerScript: RemoteScript = {
  name: 'stateroom-look-at-timer',
  text: `
${common}
${paths}
if [ -r /etc/os-release ]; then (. /etc/os-release; echo "system $ID $ID_LIKE"); fi
if command -v node >/dev/null; then echo "node $(node --version)"; fi
if [ -d /run/systemd/system ]; then echo systemd; fi
for file in "$bundle" "$service" "$timer"; do
  if [ -f "$file" ]; then sum=$(sha256sum <"$file"); echo "sum \${sum%% *} \${file##*/}"; fi
done
if command -v systemctl >/dev/null; then
  echo "active $(systemctl is-active stateroom-rollouts.timer 2>/dev/null)"
  echo "last $(systemctl show -p Result,ExecMainExitTimestamp stateroom-rollouts.service 2>/dev/null | tr '\\n' ' ')"
fi
echo done
`,
};

/** "$3" "$4" "$5": how many bytes of stdin are the bundle, the service and the timer. */
export const installTimerScript: RemoteScript = {
  name: 'stateroom-install-timer',
  text: `
${common}
${paths}
take() {
  mkdir -p "\${2%/*}" && dd of="$2.new" bs=65536 iflag=fullblock,count_bytes count="$1" 2>&1 || problem full
  bytes=$(wc -c <"$2.new")
  if [ $((bytes)) != "$1" ]; then rm -f "$2.new"; problem torn; fi
  mv "$2.new" "$2" || problem full
}
take "$3" "$bundle"
take "$4" "$service"
take "$5" "$timer"
systemctl daemon-reload && systemctl enable --now stateroom-rollouts.timer || problem 'systemctl failed'
echo done
`,
};

/** One that runs at this moment goes on to its end: it has a lease, and gives it back. */
export const removeTimerScript: RemoteScript = {
  name: 'stateroom-remove-timer',
  text: `
${common}
${paths}
systemctl disable --now stateroom-rollouts.timer || problem 'systemctl failed'
rm -f "$bundle" "$service" "$timer" || problem full
rmdir "\${bundle%/*}" 2>/dev/null
systemctl daemon-reload || problem 'systemctl failed'
echo done
`,
};
