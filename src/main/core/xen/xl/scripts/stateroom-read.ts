import type { RemoteScript } from '../../../shell/command-line.ts';
import { common, filesFunction } from './common.ts';

/**
 * Everything about one host in one exec. "$1": nonce, "$2": directory of the configurations.
 * Both streams carry the marks, so that each command's own error text is known. A hypervisor that
 * does not answer `xl info` in time will not answer the rest either: nothing more is asked then.
 */
export const stateroomRead: RemoteScript = {
  name: 'stateroom-read',
  text: `
${common}
begin() { printf '\\n%s begin %s\\n' "$n" "$*"; printf '\\n%s begin %s\\n' "$n" "$*" >&2; }
end() { printf '\\n%s end %s\\n' "$n" "$1"; printf '\\n%s end %s\\n' "$n" "$1" >&2; }
part() { begin "$1"; shift; limit 15 "$@" </dev/null; end $?; }
${filesFunction}
part clock date +%s.%N
begin info
i=$(limit 15 xl info -n </dev/null); r=$?
printf %s "$i"
end $r
case $r in
  124|137) exit 0 ;;
esac
read -r up rest </proc/uptime
part "domains $up" xl list -v
part configs xl list -l
part vcpus xl vcpu-list
s=\${i##*xen_scheduler}; s=\${s#*: }
case $s in
  credit2*) part sched xl sched-credit2 ;;
  credit*) part sched xl sched-credit ;;
esac
part pools xl cpupool-list
begin ttys
for d in $(limit 5 xenstore-list /local/domain 2>/dev/null); do
  t=$(limit 5 xenstore-read "/local/domain/$d/console/tty" 2>/dev/null) && printf ' %s=%s' "$d" "$t"
done
end 0
files "$2" | head -c 8388608
part addresses ip -o addr
begin bridges
for b in /sys/class/net/*/bridge; do
  if [ -d "$b" ]; then b=\${b%/bridge}; printf '%s\\n' "\${b##*/}"; fi
done
if command -v ovs-vsctl >/dev/null; then limit 5 ovs-vsctl --timeout=4 list-br; fi
end 0
part mounts cat /proc/mounts
begin space
set -- ; k=0
while read -r dev dir type rest; do
  case $type in
    ext2|ext3|ext4|xfs|btrfs|zfs|jfs|f2fs|bcachefs|ocfs2|gfs2) set -- "$@" "$(printf %b "$dir")" ;;
    nfs|nfs4|cifs|smb3|ceph|lustre|glusterfs|fuse.glusterfs|fuse.ceph|fuse.sshfs)
    k=$((k + 1))
    if [ $k -le 32 ]; then limit 3 df -Pk "$(printf %b "$dir")" </dev/null; fi ;;
  esac
done </proc/mounts
if [ $# -gt 0 ]; then limit 10 df -Pk "$@" </dev/null; fi
end 0
if command -v vgs >/dev/null
then part vgs vgs --noheadings --nosuffix --units b --separator / -o vg_name,vg_uuid,vg_size,vg_free
fi
if [ -d /dev/disk/by-id ]; then part disk-ids ls -l /dev/disk/by-id; fi
begin disk-sizes
for f in /sys/class/block/*/size; do
  if [ -r "$f" ]; then read -r s <"$f"; f=\${f%/size}; printf '%s %s\\n' "\${f##*/}" "$s"; fi
done
end 0
part cpu sed '/^$/q' /proc/cpuinfo
part clock date +%s.%N
`,
};
