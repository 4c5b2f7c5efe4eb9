import { createHash } from 'node:crypto';
import { normalise, type VirtualFiles } from '../host/virtual-files.ts';
import type { Program } from '../shell/call.ts';
import { realPath } from './config-files.ts';

/** See core/migration/scripts/move-config.ts for arguments and words of all of these. */

function checksum(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function sumOf(files: VirtualFiles, path: string): string | null {
  const text = files.read(path);
  return text === null ? null : checksum(text);
}

function isLink(files: VirtualFiles, path: string): boolean {
  return files.entry(path)?.kind === 'link';
}

export const readConfigTwin: Program = ({ host, args, out }) => {
  const [path = '', auto = ''] = args;
  const { files } = host.sim;
  const text = files.read(path);
  if (text === null) {
    out('absent\n');
    return 0;
  }
  const entry = files.resolve(path);
  out(`sum ${checksum(text)}\n`);
  out(`mode ${(entry?.kind === 'text' && entry.mode) || '644'}\n`);
  const real = realPath(files, path);
  for (const name of files.list(auto)) {
    const link = `${auto}/${name}`;
    if (isLink(files, link) && realPath(files, link) === real) out(`auto ${name}\n`);
  }
  const lines =
    Buffer.from(text)
      .toString('base64')
      .match(/.{1,76}/g) ?? [];
  out(['text', ...lines, ''].join('\n'));
  return 0;
};

export const writeConfigTwin: Program = async (call) => {
  const [path = '', sum = '', mode = '644', auto = '', link = '', stamp = ''] = call.args;
  const { files } = call.host.sim;
  const now = call.world.clock.now();
  const text = Buffer.from(await call.input.all(), 'base64').toString('utf8');
  if (checksum(text) !== sum) {
    call.err(`the copy of ${path} came over damaged\n`);
    return 1;
  }
  const same = sumOf(files, path) === sum;
  if (files.entry(path) !== null && !same) {
    let aside = `${path}.before-${stamp}`;
    while (files.entry(aside) !== null) aside += '-';
    files.rename(path, aside);
    call.out(`aside ${aside}\n`);
  }
  if (!same) files.put(path, { kind: 'text', text, mtime: now, mode });
  if (link !== '') {
    const at = `${auto}/${link}`;
    if (files.entry(at) === null) files.put(at, { kind: 'link', target: path, mtime: now });
    else if (realPath(files, at) !== realPath(files, path)) call.out(`auto-taken ${link}\n`);
  }
  call.out(same ? 'same\n' : 'written\n');
  return 0;
};

export const retireConfigTwin: Program = ({ host, args, out }) => {
  const [path = '', sum = '', auto = '', link = ''] = args;
  const { files } = host.sim;
  const now = sumOf(files, path);
  if (now !== sum) {
    out(now === null ? 'absent\n' : 'changed\n');
    return 0;
  }
  if (link !== '' && isLink(files, `${auto}/${link}`)) files.remove(`${auto}/${link}`);
  files.rename(path, `${path}.moved`);
  out('retired\n');
  return 0;
};

export const confirmConfigTwin: Program = ({ host, args, out }) => {
  const [path = '', sum = '', auto = '', link = ''] = args;
  const { files } = host.sim;
  if (sumOf(files, path) === sum) out('there\n');
  else out(link !== '' && isLink(files, `${auto}/${link}`) ? 'missing auto\n' : 'missing\n');
  return 0;
};

export const restoreConfigTwin: Program = ({ host, world, args, err }) => {
  const [path = '', auto = '', link = ''] = args;
  const { files } = host.sim;
  if (files.entry(path) === null && !files.rename(`${path}.moved`, path)) {
    err(`mv: cannot stat '${path}.moved': No such file or directory\n`);
    return 1;
  }
  const at = normalise(`${auto}/${link}`);
  if (link !== '' && files.entry(at) === null) {
    files.put(at, { kind: 'link', target: path, mtime: world.clock.now() });
  }
  return 0;
};
