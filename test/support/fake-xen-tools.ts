import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeWithProcesses } from './left-processes.ts';
import { putWhole } from './put-whole.ts';

/** Answers from files, and notes every call; `xl list -l` is the file `list_-l`. */
const fakeXl = `#!/bin/sh
printf '%s\\n' "$*" >>"$FAKE_XEN/calls"
if [ -e "$FAKE_XEN/hang" ]; then exec sleep 600; fi
case $1 in
domid) shift; if [ "$1" = -- ]; then shift; fi
  while read -r id name; do [ "$name" = "$1" ] && { echo "$id"; exit 0; }; done <"$FAKE_XEN/names"
  echo "Can't get domid of domain name '$1', maybe this domain does not exist." >&2; exit 1 ;;
domname) while read -r id name; do [ "$id" = "$2" ] && { printf '%s\\n' "$name"; exit 0; }; done <"$FAKE_XEN/names"
  exit 1 ;;
esac
file=$(printf %s "$*" | tr ' /' '__')
if [ -d "$FAKE_XEN/$file.then" ]; then
  for then in "$FAKE_XEN/$file.then"/*; do cp "$then" "$FAKE_XEN/.$$" && mv "$FAKE_XEN/.$$" "$FAKE_XEN/\${then##*/}"; done
fi
if [ -e "$FAKE_XEN/$file.stderr" ]; then cat "$FAKE_XEN/$file.stderr" >&2; fi
if [ -e "$FAKE_XEN/$file.status" ]; then read -r status <"$FAKE_XEN/$file.status"; exit "$status"; fi
if [ -e "$FAKE_XEN/$file" ]; then cat "$FAKE_XEN/$file"; exit 0; fi
echo "fake xl: nothing for $file" >&2
exit 1
`;

const fakeWatch = `#!/bin/sh
printf '@introduceDomain\\n@releaseDomain\\n'
exec tail -n +1 -f "$FAKE_XEN/events"
`;

const fakeStore = `#!/bin/sh
case $0 in
*-list) cat "$FAKE_XEN/domids" ;;
*-read) file=$(printf %s "$1" | tr / _); exec cat "$FAKE_XEN/store$file" ;;
esac
`;

/**
 * A folder of executables that stand in for Xen's tools, answering what a test puts there.
 * `answer('list -l', text)` is what `xl list -l` prints from then on.
 */
export interface FakeXenTools {
  /** PATH with the tools first, and where they find their answers. */
  env: Record<string, string>;
  /** Stands in for /etc/xen. */
  configDir: string;
  answer(command: string, text: string): void;
  fail(command: string, status: number, stderr: string): void;
  /** What `set` puts there counts from the moment that `xl` was asked this: before it has answered. */
  onceAsked(command: string, set: () => void): void;
  /** What `xenstore-read` finds, e.g. `/local/domain/1/console/tty`. */
  store(path: string, value: string | null): void;
  /** Domains by id: for `xl domid`, `xl domname` and xenstore. */
  domains(names: Record<number, string>): void;
  /** As often as is said, all at once. */
  event(name: '@introduceDomain' | '@releaseDomain', times?: number): void;
  /** From now on no `xl` ever answers. */
  hang(): void;
  without(tool: string): void;
  calls(): string[];
  remove(): void;
}

export function createFakeXenTools(): FakeXenTools {
  const root = mkdtempSync(join(tmpdir(), 'fake-xen-'));
  const bin = join(root, 'bin');
  const state = join(root, 'state');
  const configDir = join(root, 'etc');
  for (const folder of [bin, state, join(configDir, 'auto')]) {
    mkdirSync(folder, { recursive: true });
  }
  const tool = (name: string, text: string) => {
    writeFileSync(join(bin, name), text);
    chmodSync(join(bin, name), 0o755);
  };
  tool('xl', fakeXl);
  tool('xenstore-watch', fakeWatch);
  tool('xenstore-list', fakeStore);
  tool('xenstore-read', fakeStore);
  let putInto = state;
  const put = (name: string, text: string) => putWhole(join(putInto, name), text);
  for (const name of ['events', 'calls', 'names', 'domids']) put(name, '');
  const fileOf = (command: string) => command.replaceAll(/[ /]/g, '_');
  return {
    env: { PATH: `${bin}:/usr/bin:/bin`, FAKE_XEN: state },
    configDir,
    answer(command, text) {
      put(fileOf(command), text);
      rmSync(join(state, `${fileOf(command)}.status`), { force: true });
      rmSync(join(state, `${fileOf(command)}.stderr`), { force: true });
    },
    fail(command, status, stderr) {
      put(`${fileOf(command)}.stderr`, stderr);
      put(`${fileOf(command)}.status`, `${status}\n`);
    },
    onceAsked(command, set) {
      putInto = join(state, `${fileOf(command)}.then`);
      mkdirSync(putInto);
      set();
      putInto = state;
    },
    store(path, value) {
      const file = join(state, `store${path.replaceAll('/', '_')}`);
      if (value === null) rmSync(file, { force: true });
      else putWhole(file, `${value}\n`);
    },
    domains(names) {
      const entries = Object.entries(names);
      put('names', entries.map(([id, name]) => `${id} ${name}\n`).join(''));
      put('domids', entries.map(([id]) => `${id}\n`).join(''));
    },
    event: (name, times = 1) => appendFileSync(join(state, 'events'), `${name}\n`.repeat(times)),
    hang: () => put('hang', ''),
    without: (name) => rmSync(join(bin, name)),
    calls: () => readFileSync(join(state, 'calls'), 'utf8').split('\n').filter(Boolean),
    remove: () => removeWithProcesses(root),
  };
}
