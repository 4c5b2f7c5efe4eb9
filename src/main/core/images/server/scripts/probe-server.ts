import { serverTools } from '../../../../../shared/images/server-facts.ts';
import type { RemoteScript } from '../../../shell/command-line.ts';
import { common } from './common.ts';

/**
 * What a machine has as an image server. "$1": root, which need not be there. Says `system IDS`,
 * `name WORDS`, `hostname WORD`, `tool NAME` of each there is, `layout WORD`,
 * `space TOTAL FREE TYPE`, `nfs` where it runs, `export PATH`, `address IPV4`, `settings` where it
 * has a server.json. Changes nothing.
 */
export const probeServerScript: RemoteScript = {
  name: 'stateroom-probe-images',
  text: `
${common}
if [ -r /etc/os-release ]; then
  (
    . /etc/os-release
    echo "system $ID $ID_LIKE"
    echo "name $PRETTY_NAME"
  )
fi
read -r host </proc/sys/kernel/hostname && echo "hostname $host"
for tool in ${serverTools.join(' ')}; do
  if command -v $tool >/dev/null; then echo "tool $tool"; fi
done
if [ -f "$1/FORMAT" ]; then
  read -r format <"$1/FORMAT"
  if [ "$format" = 1 ]; then echo 'layout ours'; else echo 'layout newer'; fi
else echo 'layout none'
fi
at=$1
while [ ! -d "$at" ] && [ "$at" != / ] && [ -n "$at" ]; do at=\${at%/*}; done
df -Pk "\${at:-/}" 2>/dev/null | awk 'NR == 2 { print $2, $4 }' | while read -r total free; do
  echo "space $total $free $(stat -f -c %T "\${at:-/}" 2>/dev/null)"
done
if [ -f "$1/server.json" ]; then echo settings; fi
ip -4 -o addr show scope global 2>/dev/null | sed -n 's/.* inet \\([0-9.]*\\).*/address \\1/p'
if [ -e /proc/fs/nfsd/threads ]; then
  read -r threads </proc/fs/nfsd/threads
  if [ "$threads" -gt 0 ]; then echo nfs; fi
fi
if [ -r /proc/fs/nfsd/exports ]; then
  sed '/^#/d; s/[ \\t].*//; s/^/export /' /proc/fs/nfsd/exports
fi
if command -v exportfs >/dev/null; then exportfs 2>/dev/null | sed -n 's/^\\(\\/[^ \\t]*\\).*/export \\1/p'; fi
echo done
`,
};
