import type { RemoteScript } from '../../../shell/command-line.ts';
import { reader, writer } from './common.ts';

/** `running FOLDER` tells whether the build in it is at work; its pid is in `pid` then. */
const running = `
running() {
  if [ -f "$1/result" ] || [ ! -f "$1/pid" ]; then return 1; fi
  read -r pid at <"$1/pid"
  if [ "$at" != "$boot" ]; then return 1; fi
  tr '\\000' '\\n' <"/proc/$pid/cmdline" 2>/dev/null | grep -qx stateroom-build
}
`;

/**
 * Begins to build an image, and leaves it to itself. "$1": root, "$2": role, "$3": variant, "$4":
 * suite, "$5": compression, "$6": `buildImageText`, "$7" "$8": the programs it needs, "$9": who and
 * "${10}": from what, as JSON. On stdin, each line by its first word: `file MODE PATH BASE64` below
 * the build's folder, `packages|leave-out|sources.list|state LINE`, and `go` at the end. Problems:
 * `building` when one of this role is at work, `tools NAMES` that are missing.
 */
export const startBuildScript: RemoteScript = {
  name: 'stateroom-start-build',
  text: `
${writer}
${running}
missing=
for tool in mmdebstrap mksquashfs setsid; do
  if ! command -v $tool >/dev/null; then missing="$missing $tool"; fi
done
if [ -n "$missing" ]; then problem "tools$missing"; fi
if [ "$(id -u)" != 0 ]; then problem root; fi
stage build
new=$stage/new
mkdir "$new" || problem full
for list in packages leave-out sources.list state log; do : >"$new/$list" || problem full; done
whole=
while IFS=' ' read -r verb rest; do
  case $verb in
    go) whole=1; break ;;
    file)
      mode=\${rest%% *}; rest=\${rest#* }; path=\${rest%% *}
      case $path in ''|/*|*..*|*[!A-Za-z0-9._/-]*) problem "path $path" ;; esac
      mkdir -p "$new/$path" && rmdir "$new/$path" || problem full
      printf '%s' "\${rest#* }" | base64 -d >"$new/$path" && chmod "$mode" "$new/$path" || problem full ;;
    packages|leave-out|sources.list|state) printf '%s\\n' "$rest" >>"$new/$verb" || problem full ;;
    *) problem "verb $verb" ;;
  esac
done
if [ -z "$whole" ]; then problem torn; fi
printf '{"role":"%s","by":%s,"startedAt":%s}\\n' "$2" "$9" "$now" >"$new/request.json" || problem full
lock
sweep
clock
folder=builds/$2
if running "$folder"; then problem "building $2"; fi
mkdir -p builds || problem full
audit "{\\"by\\":$9,\\"what\\":\\"build\\",\\"about\\":{\\"role\\":\\"$2\\"}}" || problem full
if [ -e "$folder" ]; then mv "$folder" "$stage/old" || problem full; fi
mv "$new" "$folder" || problem full
# Without the lock, which would be held by it as long as it runs.
setsid /bin/sh -c "$6" stateroom-build "$PWD" "$2" "$3" "$4" "$5" "$7" "$8" "$9" "\${10}" \\
  </dev/null >>"$folder/log" 2>&1 9>&- &
tries=0
until [ -f "$folder/pid" ] || [ $tries -gt 150 ]; do
  tries=$((tries + 1))
  sleep 0.2 2>/dev/null || sleep 1
done
if [ ! -f "$folder/pid" ]; then problem 'start the build did not begin'; fi
echo done
`,
};

/**
 * How builds are. "$1": root, "$2": role, or `-` for all, "$3": from which byte the log of that one
 * is wanted, "$4": how many bytes at most. Says the clock and of each `build ROLE running|ended|lost
 * BYTES`, `request JSON` and, if it has one, `result WORDS`; then `log` and its piece in base64.
 */
export const readBuildsScript: RemoteScript = {
  name: 'stateroom-read-builds',
  text: `
${reader}
${running}
# While one begins it holds the lock.
lock -s
clock
for each in builds/*/; do
  each=\${each%/}
  if [ ! -f "$each/request.json" ]; then continue; fi
  if [ "$2" != - ] && [ "$each" != "builds/$2" ]; then continue; fi
  # The result is written before it ends: looked at the other way round, one would seem lost.
  if running "$each"; then state=running
  elif [ -f "$each/result" ]; then state=ended
  else state=lost
  fi
  bytes=$(wc -c <"$each/log")
  echo "build \${each#builds/} $state $((bytes))"
  printf 'request '; head -n 1 "$each/request.json"
  if [ $state = ended ]; then printf 'result '; head -n 1 "$each/result"; fi
done
if [ "$2" != - ] && [ -f "builds/$2/log" ]; then
  echo log
  tail -c "+$(($3 + 1))" "builds/$2/log" | head -c "$4" | base64
fi
echo done
`,
};

/**
 * Ends the build of a role with all it has started: asked first, by force if that does not help.
 * "$1": root, "$2": role, "$3": who, as JSON. One that is over is left as it is.
 */
export const cancelBuildScript: RemoteScript = {
  name: 'stateroom-cancel-build',
  text: `
${writer}
${running}
stage cancel
lock
folder=builds/$2
if running "$folder"; then
  audit "{\\"by\\":$3,\\"what\\":\\"cancel build\\",\\"about\\":{\\"role\\":\\"$2\\"}}" || problem full
  exec 9>&-
  kill -TERM "-$pid" 2>/dev/null
  tries=0
  while running "$folder" && [ $tries -lt 60 ]; do
    tries=$((tries + 1))
    sleep 0.5 2>/dev/null || sleep 1
  done
  if running "$folder"; then kill -KILL "-$pid" 2>/dev/null; fi
  if [ ! -f "$folder/result" ]; then
    echo cancelled >"$folder/result"
    rm -rf "tmp/build-$2.$pid"
  fi
fi
echo done
`,
};
