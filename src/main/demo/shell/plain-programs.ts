import { normalise } from '../host/virtual-files.ts';
import type { Call, Program } from './call.ts';
import { ipmitool } from './ipmitool.ts';
import { dfLocal, dfNfs, ipAddr, vgs } from './system-texts.ts';

function paths({ args }: Call): string[] {
  return args.filter((word) => !word.startsWith('-')).map(fromRoot);
}

/** root's home is where commands run. */
function fromRoot(path: string): string {
  return normalise(path.startsWith('/') ? path : `/root/${path}`);
}

const cat: Program = async (call) => {
  let status = 0;
  if (call.args.length === 0) call.out(await call.input.all());
  for (const path of paths(call)) {
    const text = call.host.sim.files.read(path);
    if (text === null) {
      const folder = call.host.sim.files.isFolder(path);
      call.err(`cat: ${path}: ${folder ? 'Is a directory' : 'No such file or directory'}\n`);
      status = 1;
    } else {
      call.out(text);
    }
  }
  return status;
};

/** Names only: `ls` and `ls FOLDER…`; a pattern's star is understood in the last part. */
const ls: Program = (call) => {
  const { files } = call.host.sim;
  const wanted = paths(call);
  let status = 0;
  for (const path of wanted.length > 0 ? wanted : ['/root']) {
    if (files.isFolder(path)) {
      for (const name of files.list(path)) call.out(`${name}\n`);
    } else if (files.entry(path) !== null) {
      call.out(`${path}\n`);
    } else {
      const found = matching(call, path);
      for (const match of found) call.out(`${match}\n`);
      if (found.length > 0) continue;
      call.err(`ls: cannot access '${path}': No such file or directory\n`);
      status = 2;
    }
  }
  return status;
};

function matching({ host }: Call, path: string): string[] {
  const cut = path.lastIndexOf('/');
  const folder = path.slice(0, cut) || '/';
  const pattern = path.slice(cut + 1);
  if (!pattern.includes('*')) return [];
  const [head = '', ...tails] = pattern.split('*');
  const tail = tails.at(-1) ?? '';
  return host.sim.files
    .list(folder)
    .filter((name) => name.startsWith(head) && name.endsWith(tail))
    .map((name) => `${folder === '/' ? '' : folder}/${name}`);
}

const uname: Program = ({ host, args, out }) => {
  const { name, kind } = host.sim.plan;
  const { release, version } = kind.build;
  const letters = args.length === 0 ? 's' : args.join('').replaceAll('-', '');
  const all = letters.includes('a');
  const words = [
    ['s', 'Linux'],
    ['n', name],
    ['r', release],
    ['v', version],
    ['m', 'x86_64'],
    ['o', 'GNU/Linux'],
  ] as const;
  const chosen = words.filter(([letter]) => all || letters.includes(letter));
  out(`${chosen.map(([, word]) => word).join(' ')}\n`);
  return 0;
};

const date: Program = ({ world, args, out }) => {
  const now = world.clock.now();
  const format = args.find((word) => word.startsWith('+'));
  if (format === '+%s') out(`${Math.floor(now)}\n`);
  else if (format === '+%s.%N') out(`${now.toFixed(6)}000\n`);
  else out(`${new Date(now * 1000).toUTCString().replace('GMT', 'UTC')}\n`);
  return 0;
};

const printf: Program = ({ args, out }) => {
  const [format = '', ...values] = args;
  const plain = format.replaceAll('\\n', '\n').replaceAll('\\t', '\t').replaceAll('\\\\', '\\');
  // As printf does, the format is used again until all values are printed.
  do out(plain.replace(/%[sd]/g, () => values.shift() ?? ''));
  while (values.length > 0 && /%[sd]/.test(format));
  return 0;
};

function says(text: (call: Call) => string): Program {
  return (call) => {
    call.out(text(call));
    return 0;
  };
}

/** The few ordinary commands that somebody who logs in by hand will try. */
export const plainPrograms: Readonly<Record<string, Program>> = {
  cat,
  ls,
  uname,
  date,
  printf,
  df: says(({ host }) => dfLocal() + dfNfs(host).split('\n').slice(1).join('\n')),
  ip: says(({ host }) => ipAddr(host)),
  vgs: says(({ host, world }) => vgs(host, world.plan.seed)),
  hostname: says(({ host }) => `${host.sim.plan.name}\n`),
  whoami: says(() => 'root\n'),
  pwd: says(() => '/root\n'),
  id: says(() => 'uid=0(root) gid=0(root) groups=0(root)\n'),
  echo: says(({ args }) => `${args.join(' ')}\n`),
  uptime: says(({ host, world }) => {
    const up = host.sim.uptime();
    const clock = new Date(world.clock.now() * 1000).toISOString().slice(11, 19);
    return ` ${clock} up ${Math.floor(up / 86_400)} days,  1 user,  load average: 0.08, 0.11, 0.09\n`;
  }),
  ipmitool,
  true: () => 0,
  ':': () => 0,
  false: () => 1,
};
