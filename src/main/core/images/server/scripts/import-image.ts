import type { RemoteScript } from '../../../shell/command-line.ts';
import { writer } from './common.ts';

/**
 * Takes three files of the server in as an image. "$1": root, "$2": role, "$3": the digest it has
 * to have or \`-\`, "$4" "$5" "$6": initrd, root file system, kernel, "$7": who, "$8": where it comes
 * from; both as JSON strings. Copied beside, compared, on the disk, and only then renamed into its
 * place: it is there whole or not at all. Says \`copied NAME BYTES\` of each, and \`digest DIGEST new\`
 * or \`digest DIGEST same\`. The list of packages comes from the root file system where unsquashfs(1)
 * is there; the kernel names itself in its own file.
 */
export const importImageScript: RemoteScript = {
  name: 'stateroom-import-image',
  text: `
${writer}
role=$2
stage import
mkdir "$stage/image" || problem full
need=0
sent=
for from in "$4" "$5" "$6"; do
  case $from in
    stdin:*) sent=1; bytes=\${from#stdin:} ;;
    *)
      if [ ! -f "$from" ] || [ ! -r "$from" ]; then problem "missing $from"; fi
      bytes=$(wc -c <"$from") ;;
  esac
  need=$((need + bytes))
done
free=$(df -Pk . | awk 'NR == 2 { print $4 }')
case $free in
  ''|*[!0-9]*) ;;
  *) if [ $((need / 1024)) -ge "$free" ]; then
       echo "needed: $((need / 1024)) KiB, free: $free KiB"; problem full
     fi ;;
esac
tell() {
  while (cd / && exec sleep 1) >/dev/null 2>&1 && kill -0 $$ 2>/dev/null; do
    size=$(wc -c <"$stage/image/$1" 2>/dev/null) && echo "at $1 $((size))"
  done
}
take() {
  tell "$2" &
  teller=$!
  # Its words go straight on: a full disk has no room for them.
  case $1 in
    stdin:*)
      dd of="$stage/image/$2" bs=1048576 iflag=fullblock,count_bytes count="\${1#stdin:}" conv=fsync 2>&1 ;;
    *) dd if="$1" of="$stage/image/$2" bs=1048576 conv=fsync 2>&1 ;;
  esac || { kill $teller; problem full; }
  kill $teller
  bytes=$(wc -c <"$stage/image/$2"); bytes=$((bytes))
  case $1 in stdin:*) if [ "$bytes" != "\${1#stdin:}" ]; then problem torn; fi ;; esac
  echo "copied $2 $bytes"
  sum=$(sha256sum <"$stage/image/$2"); sum=\${sum%% *}
  files="$files\${files:+,}\\"$2\\":{\\"bytes\\":$bytes,\\"sha256\\":\\"$sum\\"}"
  echo "$sum  $2" >>"$stage/sums" || problem full
}
files=
take "$4" initrd.img
take "$5" rootfs.squashfs
take "$6" vmlinuz
digest=$(sha256sum <"$stage/sums"); digest=\${digest%% *}
if [ -n "$sent" ]; then
  read -r verb sum || problem torn
  if [ "$verb" != digest ]; then problem torn; fi
  if [ "$sum" != "$digest" ]; then problem "digest it is $digest here, and $sum where it was sent"; fi
fi
if [ "$3" != - ] && [ "$3" != "$digest" ]; then problem "digest it is $digest, not $3"; fi
kernel=null
at=$(dd if="$stage/image/vmlinuz" bs=1 skip=526 count=2 2>/dev/null | od -An -tu2)
magic=$(dd if="$stage/image/vmlinuz" bs=1 skip=514 count=4 2>/dev/null | tr -cd 'A-Za-z')
if [ "$magic" = HdrS ] && [ -n "$at" ]; then
  named=$(dd if="$stage/image/vmlinuz" bs=1 skip=$((at + 512)) count=120 2>/dev/null |
    tr '\\000' '\\n' | head -n 1 | tr -cd 'A-Za-z0-9._+~ -')
  named=\${named%% *}
  if [ -n "$named" ]; then kernel="\\"$named\\""; fi
fi
packages=null
if command -v unsquashfs >/dev/null; then
  if unsquashfs -cat "$stage/image/rootfs.squashfs" var/lib/dpkg/status >"$stage/status" 2>/dev/null
  then
    awk -F ': ' '
      $1 == "Package" { name = $2 }
      $1 == "Status" { there = ($2 ~ / installed$/) }
      $1 == "Version" { version = $2 }
      $0 == "" { if (name != "" && there) print name "\\t" version; name = ""; there = 0; version = "" }
      END { if (name != "" && there) print name "\\t" version }
    ' "$stage/status" >"$stage/image/packages.tsv" || problem full
    packages=$(wc -l <"$stage/image/packages.tsv"); packages=$((packages))
  fi
fi
{
  printf '{"role":"%s","digest":"%s","files":{%s},' "$role" "$digest" "$files"
  printf '"importedAt":%s,"importedBy":%s,"origin":%s,' "$now" "$7" "$8"
  printf '"kernel":%s,"packages":%s}\\n' "$kernel" "$packages"
} >"$stage/image/manifest.json" || problem full
chmod 444 "$stage"/image/*
flush "$stage"/image/* "$stage/image"
lock
sweep
clock
mkdir -p "images/$role" || problem full
if [ "$9" != - ] && [ ! -e "images/$role/role.json" ]; then
  printf '%s\\n' "$9" >"$stage/role" || problem full
  flush "$stage/role"
  mv "$stage/role" "images/$role/role.json" || problem full
fi
if [ -e "images/$role/$digest" ]; then
  echo "digest $digest same"
else
  audit "{\\"by\\":$7,\\"what\\":\\"import\\",\\"about\\":{\\"role\\":\\"$role\\",\\"digest\\":\\"$digest\\"}}" ||
    problem full
  mv "$stage/image" "images/$role/$digest" || problem full
  echo "digest $digest new"
fi
flush "images/$role" images
echo done
`,
};
