import { createHash } from 'node:crypto';
import type { VirtualFiles } from '../host/virtual-files.ts';
import type { Call, Program } from '../shell/call.ts';
import { lifecyclePrograms } from '../xl/lifecycle-programs.ts';
import { realPath } from './config-files.ts';

/** See core/images/xen/scripts for arguments and words of all of these. */

/** Files of a demo host are text; a byte of it is a character. */
function checksum(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

async function sentText({ input }: Call): Promise<string> {
  return Buffer.from(await input.all(), 'base64').toString('utf8');
}

export const takeBootFileTwin: Program = async (call) => {
  const [folder = '', name = '', sum = '', bytes = '0', holder = '', from = ''] = call.args;
  const { files } = call.host.sim;
  const path = `${folder}/${name}`;
  const part = `${folder}/.${name}.${holder}`;
  const say = (text: string) => {
    call.out(`${text}\n`);
    return 0;
  };
  const whole = files.read(path);
  if (whole !== null && checksum(whole) === sum) {
    files.remove(part);
    return say('have');
  }
  let text = files.read(part) ?? '';
  if (from !== '') {
    if (text.length !== Number(from)) return say(`at ${text.length}`);
    text += await sentText(call);
    files.write(part, text, call.world.clock.now());
  }
  if (text.length < Number(bytes)) return say(`at ${text.length}`);
  files.remove(part);
  if (checksum(text) !== sum) return say(`wrong ${checksum(text)}`);
  files.write(path, text, call.world.clock.now());
  return say('have');
};

export const readBootPieceTwin: Program = ({ host, args, out, err }) => {
  const [path = '', from = '0', count = '0'] = args;
  const text = host.sim.files.read(path);
  if (text === null) {
    err(`${path} is not there\n`);
    return 1;
  }
  const piece = text.slice(Number(from), Number(from) + Number(count));
  out(`${Buffer.from(piece).toString('base64')}\n`);
  return 0;
};

function below(files: VirtualFiles, folder: string): string[] {
  return files.list(folder).flatMap((name) => {
    const path = `${folder}/${name}`;
    return files.isFolder(path) ? below(files, path) : [path];
  });
}

export const sweepBootFilesTwin: Program = ({ world, host, args, out }) => {
  const [root = '', configs = '', minutes = '0'] = args;
  const { files } = host.sim;
  const named = [
    ...host.sim.domains().map(({ config }) => `${config.kernel} ${config.cmdline}`),
    ...below(files, configs).map((path) => files.read(path) ?? ''),
  ].join('\n');
  for (const digest of files.list(root)) {
    if (!/^[0-9a-f]+$/.test(digest) || named.includes(digest)) continue;
    const youngest = below(files, `${root}/${digest}`).reduce((latest, path) => {
      const entry = files.entry(path);
      return Math.max(latest, entry?.kind === 'text' ? entry.mtime : 0);
    }, 0);
    if (world.clock.now() - youngest < Number(minutes) * 60) continue;
    files.removeTree(`${root}/${digest}`);
    out(`gone ${digest}\n`);
  }
  return 0;
};

function xl(call: Call, command: string, ...args: string[]): number | Promise<number> {
  return lifecyclePrograms[command]?.({ ...call, out: () => {}, args }) ?? 1;
}

export const switchConfigTwin: Program = async (call) => {
  const [link = '', old = '', now = '', uuid = '', kept = '', once = ''] = call.args;
  const { files } = call.host.sim;
  const path = realPath(files, link);
  const text = files.read(path);
  const say = (word: string) => {
    call.out(`${word}\n`);
    return 0;
  };
  if (text === null) return say('missing');
  const isSame = checksum(text) === now;
  if (!isSame && checksum(text) !== old) return say('changed');
  if (!isSame) {
    const next = await sentText(call);
    if (checksum(next) !== now) {
      call.err(`the new ${path} came over damaged\n`);
      return 1;
    }
    const at = call.world.clock.now();
    if (once !== 'first' || files.entry(kept) === null) files.write(kept, text, at);
    files.write(path, next, at);
  }
  const domain = call.host.sim.domains().find((one) => one.uuid === uuid);
  if (domain) {
    const status = await xl(call, 'config-update', String(domain.domid), path);
    if (status !== 0) return 1;
    call.out(`running ${domain.domid}\n`);
  }
  return say(isSame ? 'same' : 'written');
};

export const updateConfigTwin: Program = async (call) => {
  const [uuid = '', path = ''] = call.args;
  const domain = call.host.sim.domains().find((one) => one.uuid === uuid);
  if (!domain) {
    call.out('absent\n');
    return 0;
  }
  const status = await xl(call, 'config-update', String(domain.domid), path);
  if (status === 0) call.out('told\n');
  return status;
};

export const powerCycleTwin: Program = async (call) => {
  const [root = '', key = '', uuid = '', config = '', _program, ...needed] = call.args;
  const { sim } = call.host;
  const at = `${root}/${key}`;
  const end = `${at}/end`;
  if (sim.files.read(end) === null) {
    const missing = [config, ...needed].find((path) => sim.files.resolve(path) === null);
    if (missing !== undefined) {
      call.out(`refused ${missing} is not there\n`);
      return 0;
    }
    const said: string[] = [];
    // What it does goes on when nobody listens any more.
    const ours: Call = { ...call, err: (text) => void said.push(text) };
    const domain = sim.domains().find((one) => one.uuid === uuid);
    if (domain) await xl(ours, 'destroy', String(domain.domid));
    const status = await xl(ours, 'create', config);
    sim.files.write(`${at}/log`, said.join(''), call.world.clock.now());
    const how = status === 0 ? 'started' : 'failed xl create';
    sim.files.write(end, `${how}\n`, call.world.clock.now());
  }
  call.out(`${sim.files.read(`${at}/log`) ?? ''}${sim.files.read(end)}`);
  return 0;
};
