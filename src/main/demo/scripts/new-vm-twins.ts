import { createHash } from 'node:crypto';
import type { Program } from '../shell/call.ts';
import { lifecyclePrograms } from '../xl/lifecycle-programs.ts';
import { realPath } from './config-files.ts';

/** See core/images/xen/scripts/new-vm.ts for arguments and words of both. */

export const createConfigTwin: Program = async (call) => {
  const [path = '', sum = '', auto = '', link = ''] = call.args;
  const { files } = call.host.sim;
  const checksum = (text: string) => createHash('sha256').update(text).digest('hex');
  const text = Buffer.from(await call.input.all(), 'base64').toString('utf8');
  if (checksum(text) !== sum) {
    call.err(`the new ${path} came over damaged\n`);
    return 1;
  }
  const present = files.read(path);
  if (present !== null && checksum(present) !== sum) {
    call.out('taken\n');
    return 0;
  }
  const now = call.world.clock.now();
  if (present === null) files.write(path, text, now);
  if (link !== '' && files.entry(`${auto}/${link}`) === null) {
    files.put(`${auto}/${link}`, { kind: 'link', target: path, mtime: now });
  }
  call.out(present === null ? 'written\n' : 'same\n');
  return 0;
};

export const removeVmTwin: Program = async (call) => {
  const [path = '', uuid = '', auto = ''] = call.args;
  const { sim } = call.host;
  const domain = sim.domains().find((one) => one.uuid === uuid);
  if (domain) {
    const quiet = { ...call, out: () => {}, args: [String(domain.domid)] };
    const status = (await lifecyclePrograms.destroy?.(quiet)) ?? 1;
    if (status !== 0) return 1;
    call.out('destroyed\n');
  }
  const text = sim.files.read(path);
  if (text === null) {
    call.out('absent\n');
    return 0;
  }
  const named = /^\s*uuid\s*=\s*["']([^"']*)["']/im.exec(text)?.[1];
  if (named?.toLowerCase() !== uuid.toLowerCase()) {
    call.out('other\n');
    return 0;
  }
  for (const name of sim.files.list(auto)) {
    const link = `${auto}/${name}`;
    const isLink = sim.files.entry(link)?.kind === 'link';
    if (isLink && realPath(sim.files, link) === realPath(sim.files, path)) sim.files.remove(link);
  }
  sim.files.rename(path, `${path}.removed`);
  call.out('removed\n');
  return 0;
};
