import { jsonWords } from './json-words.ts';
import { reportWords } from './report-words.ts';
import { tableWords } from './tables.ts';

/** What `udhcpc` calls with what it was given. */
export const dhcpText = `#!/bin/busybox sh
case $1 in
  bound|renew)
    ip -4 addr flush dev "$interface"
    ip addr add "$ip/$mask" dev "$interface"
    for each in $router; do ip route add default via "$each" dev "$interface"; done
    echo "$ip" >/run/stateless/address
    {
      if [ -n "$domain" ]; then echo "search $domain"; fi
      for each in $dns; do echo "nameserver $each"; done
    } >/run/stateless/resolv.conf ;;
esac
`;

/**
 * The `/init` of a client: network, the server's files read-only, the image over them, its drive,
 * and on to the image's own init. All of it stays below /run/stateless: `server`, `image` (the
 * squashfs), `top` (what is written, in memory), `state` (the drive), `reports`. What went wrong
 * with the drive does not stop a boot; it is in `troubles`, and reported. What does stop it is
 * reported too, and tried anew by a reboot: it may have been pointed at another image meanwhile.
 */
export const initText = `#!/bin/busybox sh
/bin/busybox mkdir -p /dev /proc /sys /run /new /sbin /usr/bin /usr/sbin
/bin/busybox --install -s /bin
PATH=/bin
LC_ALL=C
export PATH LC_ALL
ln -sf /bin/busybox /sbin/modprobe
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs -o mode=755,nosuid devtmpfs /dev
mount -t tmpfs -o mode=755,nosuid,nodev tmpfs /run
proc=/proc
run=/run/stateless
mkdir -p $run/server $run/image $run/top $run/state $run/reports
${jsonWords}
${reportWords}
${tableWords}
say() { echo "<5>stateless: $*" >/dev/kmsg; }
trouble() { say "$*"; echo "$*" >>$run/troubles; }
bind() { mount -o bind "$1" "$2"; }
fail() {
  say "$*"
  if grep -q " $run/reports " /proc/mounts; then
    echo "$*" | write_report $run/reports "$client" - "$boot" false failed
  fi
  sleep 20
  reboot -f
  sleep 60
}
server=$(argument stateless.server)
root=$(argument stateless.root)
role=$(argument stateless.role)
digest=$(argument stateless.digest)
client=$(argument stateless.client)
state=$(argument stateless.state)
machine=$(argument systemd.machine_id)
read -r boot </proc/sys/kernel/random/boot_id
if [ -z "$server" ] || [ -z "$root" ] || [ -z "$role" ] || [ -z "$digest" ] || [ -z "$client" ]; then
  fail 'the kernel was given no server, root, role, digest and client'
fi
# Before anything is mounted: NFS tells clients by their host name, and by this where it is set.
hostname "$client"

drivers() {
  find /sys/devices /sys/bus/xen/devices/ -name modalias -exec cat {} + 2>/dev/null | sort -u |
    while read -r alias; do modprobe -q "$alias" 2>/dev/null; done
}
drivers
drivers
for each in loop squashfs overlay ext4; do modprobe -q $each 2>/dev/null; done
modprobe -q nfs nfs4_unique_id="$machine" 2>/dev/null
modprobe -q nfsv4 2>/dev/null

network() {
  for path in /sys/class/net/*; do
    name=\${path##*/}
    if [ "$name" = lo ]; then continue; fi
    ip link set "$name" up
    if udhcpc -i "$name" -n -q -f -t 6 -T 1 -A 1 -s /bin/stateless-dhcp -x "hostname:$client" >/dev/null 2>&1
    then interface=$name; return 0
    fi
  done
  return 1
}
ip link set lo up
tries=0
until network; do
  tries=$((tries + 1))
  say "no address by DHCP yet ($(ls /sys/class/net | tr '\\n' ' '))"
  if [ $tries -ge 10 ]; then fail 'no address by DHCP'; fi
  sleep 3
done
read -r address <$run/address
say "$address on $interface"

nfs() {
  for version in 4.2 4.1 4.0; do
    mount -t nfs4 -o "$3,vers=$version,addr=$server,clientaddr=$address" "$server:$1" "$2" 2>$run/words && return 0
  done
  return 1
}
tries=0
until nfs "$root" $run/server ro,acregmin=1,acregmax=5,acdirmin=1,acdirmax=5; do
  tries=$((tries + 1))
  say "$server:$root: $(cat $run/words)"
  if [ $tries -ge 20 ]; then fail "$server:$root could not be mounted"; fi
  sleep 3
done
# On their own: the same file system is mounted read-only above.
nfs "$root/reports" $run/reports rw,nosharecache || trouble "$server:$root/reports: $(cat $run/words)"

image=$run/server/images/$role/$digest/rootfs.squashfs
if [ ! -f "$image" ]; then fail "the server has no image $digest of $role"; fi
mount -t squashfs -o loop,ro "$image" $run/image 2>$run/words || fail "$image: $(cat $run/words)"

isNew=false
case $state in
  nfs:*)
    folder=\${state#nfs:}
    if ! nfs "$root/$folder" $run/state rw,nosharecache; then
      why=$(cat $run/words)
      mkdir -p $run/drives
      if nfs "$root/state" $run/drives rw,nosharecache; then
        below=\${folder#state/}
        if [ "$below" != "$folder" ] && [ ! -e "$run/drives/$below" ] && mkdir -p "$run/drives/$below"
        then
          isNew=true
          nfs "$root/$folder" $run/state rw,nosharecache || why=$(cat $run/words)
        fi
        umount $run/drives
      fi
      grep -q " $run/state " /proc/mounts || trouble "The drive $folder could not be mounted: $why"
    fi ;;
  block:*)
    device=\${state#block:}
    tries=0
    until mount -o rw "$device" $run/state 2>$run/words; do
      tries=$((tries + 1))
      if [ $tries -ge 10 ]; then trouble "The drive $device could not be mounted: $(cat $run/words)"; break; fi
      sleep 1
    done ;;
  *) trouble 'The kernel was told of no drive.' ;;
esac
if grep -q " $run/state " /proc/mounts; then
  mkdir -p $run/state/.stateless
  owner=$(cat $run/state/.stateless/client 2>/dev/null)
  if [ -n "$owner" ] && [ "$owner" != "$client" ]; then
    umount $run/state
    trouble "The drive is that of $owner, and is left alone. If it shall be this client's, correct .stateless/client on it."
  elif [ -z "$owner" ]; then
    echo "$client" >$run/state/.stateless/client || trouble 'The drive cannot be written to.'
  fi
fi

mount -t tmpfs -o mode=755,size=50% tmpfs $run/top
kind=overlay
if grep -q '^READONLY=.*yes' $run/image/etc/sysconfig/readonly-root 2>/dev/null; then
  kind=read-only
  bind $run/image /new || fail 'the image could not be mounted as root'
else
  mkdir $run/top/upper $run/top/work
  chmod 755 $run/top/upper
  mount -t overlay -o "lowerdir=$run/image,upperdir=$run/top/upper,workdir=$run/top/work" overlay /new ||
    fail 'no writable root in memory'
fi
mkdir -p $run/top/tables
memory_of /new $run/top/tables $kind
if grep -q " $run/state " /proc/mounts; then drive_of /new $run/state; fi

own() {
  echo "$2" >"$run/\${1##*/}"
  if [ $kind = overlay ]; then echo "$2" >"/new$1"
  elif [ -f "/new$1" ]; then bind "$run/\${1##*/}" "/new$1"
  fi
}
named=$(json_string hostname <"$run/server/clients/$client.json") || named=$client
hostname "$named"
own /etc/hostname "$named"
if [ -n "$machine" ]; then own /etc/machine-id "$machine"; fi
if [ -s $run/resolv.conf ] && [ ! -L /new/etc/resolv.conf ]; then own /etc/resolv.conf "$(cat $run/resolv.conf)"; fi
if [ $isNew = true ]; then echo 'The drive was made at this boot: there was none.' >$run/notes; fi
mounted=false
if grep -q " $run/state " /proc/mounts && [ ! -s $run/troubles ]; then mounted=true; fi
printf '{"client":"%s","role":"%s","digest":"%s","bootId":"%s","root":"%s","address":"%s","interface":"%s","stateMounted":%s,"stateNew":%s}\\n' \\
  "$client" "$role" "$digest" "$boot" $kind "$address" "$interface" $mounted $isNew >$run/image.json
rm -f $run/words

init=$(argument init) || init=/sbin/init
if [ ! -e "/new$init" ] && [ ! -L "/new$init" ]; then fail "the image has no $init"; fi
for each in run dev sys proc; do
  if [ ! -d /new/$each ]; then mkdir /new/$each || fail "the image has no /$each"; fi
done
say "image $digest of $role as $kind root"
mount -o move /run /new/run
mount -o move /dev /new/dev
mount -o move /sys /new/sys
mount -o move /proc /new/proc
exec switch_root /new "$init"
`;
