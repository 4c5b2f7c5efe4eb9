import type { RemoteScript } from '../../../shell/command-line.ts';
import { users, writer } from './common.ts';

/** `unable` names why zstd did not do it: mostly it is the disk. */
const zstd = `
command -v zstd >/dev/null || problem 'tools zstd'
unable() {
  free=$(df -Pk . | awk 'NR == 2 { print $4 }')
  if [ "$free" -lt 4096 ] 2>/dev/null; then problem full; fi
  problem "zstd $1"
}
`;

/**
 * Keeps an image that nobody uses as a patch of another version: three files that zstd(1) makes it
 * of again. "$1": root, "$2": role, "$3": digest, "$4": the other version's, "$5": who, as a JSON
 * string, or `-` to measure only. Says `whole BYTES` and `packed BYTES`. Unpacked once and compared
 * before the image goes; who uses it, is looked at under the lock, as when it is deleted, and the
 * other version is then used by it.
 */
export const packImageScript: RemoteScript = {
  name: 'stateroom-pack-image',
  text: `
${writer}
${users}
${zstd}
image=images/$2/$3 base=images/$2/$4 to=packed/$2/$3
for each in "$image" "$base"; do if [ ! -d "$each" ]; then problem "missing $each"; fi; done
stage pack
mkdir "$stage/packed" || problem full
whole=0 packed=0
for file in initrd.img rootfs.squashfs vmlinuz; do
  zstd -q --long=31 --patch-from="$base/$file" "$image/$file" -o "$stage/packed/$file.zst" || unable "$file"
  whole=$((whole + $(wc -c <"$image/$file")))
  packed=$((packed + $(wc -c <"$stage/packed/$file.zst")))
done
echo "whole $whole"
echo "packed $packed"
if [ "$5" = - ]; then echo done; exit 0; fi
for file in initrd.img rootfs.squashfs vmlinuz; do
  zstd -q -dc --long=31 --patch-from="$base/$file" "$stage/packed/$file.zst" | cmp - "$image/$file" ||
    problem "zstd $file is not the same again"
done
for file in manifest.json packages.tsv; do
  if [ -f "$image/$file" ]; then cp "$image/$file" "$stage/packed/" || problem full; fi
done
printf '{"role":"%s","packed":"%s","digest":"%s","bytes":%s,"at":%s,"by":%s}\\n' "$2" "$3" "$4" $packed "$now" "$5" \\
  >"$stage/packed/packed.json" || problem full
flush "$stage"/packed/* "$stage/packed"
lock
sweep
clock
for each in "$image" "$base"; do if [ ! -d "$each" ]; then problem "missing $each"; fi; done
users "$3" >"$stage/users"
if [ -s "$stage/users" ]; then cat "$stage/users"; problem used; fi
audit "{\\"by\\":$5,\\"what\\":\\"pack\\",\\"about\\":{\\"role\\":\\"$2\\",\\"digest\\":\\"$3\\",\\"from\\":\\"$4\\"}}" || problem full
mkdir -p "packed/$2" || problem full
if [ -e "$to" ]; then mv "$to" "$stage/old" || problem full; fi
mv "$stage/packed" "$to" || problem full
flush "packed/$2" packed
mv "$image" "$stage/image" || problem full
flush "images/$2"
echo done
`,
};

/**
 * Makes an image whole again. "$1": root, "$2": role, "$3": digest, "$4": who, as a JSON string. It is
 * there only if it is the very one that its digest names.
 */
export const unpackImageScript: RemoteScript = {
  name: 'stateroom-unpack-image',
  text: `
${writer}
${zstd}
image=images/$2/$3 from=packed/$2/$3
if [ ! -f "$from/packed.json" ]; then problem "missing $from"; fi
base=images/$2/$(sed -n 's/.*"digest":"\\([0-9a-f]*\\)".*/\\1/p' "$from/packed.json")
if [ ! -f "$base/rootfs.squashfs" ]; then problem "missing $base"; fi
stage unpack
mkdir "$stage/image" || problem full
for file in initrd.img rootfs.squashfs vmlinuz; do
  zstd -q -d --long=31 --patch-from="$base/$file" "$from/$file.zst" -o "$stage/image/$file" || unable "$file"
done
digest=$(cd "$stage/image" && sha256sum initrd.img rootfs.squashfs vmlinuz | sha256sum); digest=\${digest%% *}
if [ "$digest" != "$3" ]; then problem "digest it is $digest, not $3"; fi
for file in manifest.json packages.tsv; do
  if [ -f "$from/$file" ]; then cp "$from/$file" "$stage/image/" || problem full; fi
done
chmod 444 "$stage"/image/*
flush "$stage"/image/* "$stage/image"
lock
sweep
clock
if [ ! -e "$image" ]; then
  audit "{\\"by\\":$4,\\"what\\":\\"unpack\\",\\"about\\":{\\"role\\":\\"$2\\",\\"digest\\":\\"$3\\"}}" || problem full
  mkdir -p "images/$2" || problem full
  mv "$stage/image" "$image" || problem full
  flush "images/$2"
fi
mv "$from" "$stage/old" || problem full
flush "packed/$2"
echo done
`,
};
