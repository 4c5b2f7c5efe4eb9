import type { Call, Program } from '../shell/call.ts';
import { xenstoreEntries } from './xenstore-entries.ts';

function missing({ err }: Call, what: string, path: string): number {
  err(`${what} ${path}\n`);
  return 1;
}

const ls: Program = (call) => {
  const full = call.args.includes('-f');
  const root = call.args.find((word) => !word.startsWith('-')) ?? '/';
  const below = root === '/' ? '/' : `${root}/`;
  const found = [...xenstoreEntries(call.host.sim)].filter(([path]) => path.startsWith(below));
  if (found.length === 0) return missing(call, 'xenstore-ls: could not list path', root);
  for (const [path, value] of found) {
    const name = path.slice(below.length);
    const indent = ' '.repeat(name.split('/').length - 1);
    const shown = full ? path : indent + name.slice(name.lastIndexOf('/') + 1);
    call.out(`${shown} = ${JSON.stringify(value)}\n`);
  }
  return 0;
};

const list: Program = (call) => {
  const root = call.args[0] ?? '/';
  const below = root === '/' ? '/' : `${root}/`;
  const names = new Set<string>();
  for (const path of xenstoreEntries(call.host.sim).keys()) {
    if (path.startsWith(below)) names.add(path.slice(below.length).split('/', 1)[0] ?? '');
  }
  if (names.size === 0) return missing(call, 'xenstore-list: could not list path', root);
  call.out([...names, ''].join('\n'));
  return 0;
};

const read: Program = (call) => {
  const entries = xenstoreEntries(call.host.sim);
  for (const path of call.args) {
    const value = entries.get(path);
    if (value === undefined) return missing(call, "xenstore-read: couldn't read path", path);
    call.out(`${value}\n`);
  }
  return 0;
};

/** Each watch fires once when it is set, as xenstored's do, and then at every change. */
const watch: Program = async (call) => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const paths = call.args.filter((word) => !word.startsWith('-'));
  const stop = call.host.sim.watch((path) => {
    if (paths.some((at) => path === at || path.startsWith(`${at}/`))) call.out(`${path}\n`);
  });
  for (const path of paths) call.out(`${path}\n`);
  call.signal.addEventListener('abort', () => resolve());
  await promise;
  stop();
  return 130;
};

export const xenstorePrograms: Readonly<Record<string, Program>> = {
  'xenstore-ls': ls,
  'xenstore-list': list,
  'xenstore-read': read,
  'xenstore-watch': watch,
};
