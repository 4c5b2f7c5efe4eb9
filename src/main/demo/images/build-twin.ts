import { createHash } from 'node:crypto';
import type { Manifest } from '../../../shared/images/image.ts';
import { buildLog, missingPackage } from './build-log.ts';
import { audit } from './commit-twin.ts';
import { clockLine, type DemoImageServer, type ServerProgram } from './demo-server.ts';

/** How long a build takes there, in seconds of a demo that runs at its own speed. */
const wholeSeconds = 60;

const folderOf = (role: string) => `builds/${role}`;
const sha = (text: string) => createHash('sha256').update(text).digest('hex');

interface Progress {
  /** 1 and more: it is over. */
  part: number;
  log: string;
  result: string | null;
}

/** Where the build of a role is at this moment, by when it was begun. */
function progressOf({ files, now, speed }: DemoImageServer, role: string): Progress | null {
  const folder = folderOf(role);
  const request = files.text(`${folder}/request.json`);
  const begun = files.writtenAt(`${folder}/request.json`);
  if (request === null || begun === null) return null;
  const packages = (files.text(`${folder}/packages`) ?? '').split('\n').filter(Boolean);
  const missing = files.text(`${folder}/missing`);
  const cancelledAt = files.writtenAt(`${folder}/cancelled`);
  const part = (((cancelledAt ?? now()) - begun) * speed) / (wholeSeconds * 1000);
  const lines = buildLog(packages, missing, { inodes: 14_210, mebibytes: 212 });
  const said = lines.filter(({ at }) => at <= part);
  let result = files.text(`${folder}/result`)?.trim() ?? null;
  if (cancelledAt !== null) result = 'cancelled';
  else if (missing !== null && part >= (lines.at(-1)?.at ?? 1)) result = 'failed mmdebstrap 25';
  return { part, log: said.map(({ text }) => `${text}\n`).join(''), result };
}

/** Takes in what has been built by now. What a build does is worked out when somebody looks. */
export function finishBuilds(server: DemoImageServer): void {
  const { files } = server;
  for (const path of files.below('builds/')) {
    const role = /^builds\/([^/]+)\/request\.json$/.exec(path)?.[1];
    if (role === undefined) continue;
    const progress = progressOf(server, role);
    if (progress && progress.result === null && progress.part >= 1) takeIn(server, role);
  }
}

function takeIn(server: DemoImageServer, role: string): void {
  const { files } = server;
  const folder = folderOf(role);
  const { by, origin, packages } = JSON.parse(files.text(`${folder}/made`) ?? '{}');
  const list = packages.map((line: string) => `${line}\n`).join('');
  const digest = sha(`${role} ${list}`);
  const isNew = files.text(`images/${role}/${digest}/manifest.json`) === null;
  if (isNew) {
    const file = (name: string, bytes: number) => ({ bytes, sha256: sha(`${digest}/${name}`) });
    const manifest: Manifest = {
      ...{ role, digest, importedBy: by, origin },
      files: {
        'initrd.img': file('initrd.img', 9_843_200),
        'rootfs.squashfs': file('rootfs.squashfs', 150_000_000 + packages.length * 1_100_000),
        vmlinuz: file('vmlinuz', 8_153_536),
      },
      importedAt: Math.floor(server.now() / 1000),
      kernel: '6.1.0-32-amd64',
      packages: packages.length,
    };
    audit(server, JSON.stringify({ by, what: 'import', about: { role, digest } }));
    files.put(`images/${role}/${digest}/manifest.json`, `${JSON.stringify(manifest)}\n`);
    files.put(`images/${role}/${digest}/packages.tsv`, list);
  }
  files.put(`${folder}/result`, `done ${digest} ${isNew ? 'new' : 'same'}\n`);
}

/** What the newest image of a role has, each package a bit newer, and what the recipe adds. */
function packagesFor(server: DemoImageServer, role: string, wanted: readonly string[]): string[] {
  const { files } = server;
  const manifests = files
    .below(`images/${role}/`)
    .filter((path) => path.endsWith('/manifest.json'))
    .map((path): Manifest => JSON.parse(files.text(path) ?? ''));
  const newest = manifests.toSorted((a, b) => b.importedAt - a.importedAt)[0];
  const before = files.text(`images/${role}/${newest?.digest}/packages.tsv`) ?? '';
  const known = new Map(
    before
      .split('\n')
      .filter(Boolean)
      .map((line) => line.split('\t') as [string, string]),
  );
  // As if security updates had come since: every ninth is a version further.
  const names = [...new Set([...known.keys(), ...wanted])].toSorted();
  return names.map((name, index) => {
    const version = known.get(name) ?? '1.0-1';
    const isNewer = known.has(name) && (index + manifests.length) % 9 === 0;
    return `${name}\t${isNewer ? `${version}+b${manifests.length}` : version}`;
  });
}

/** As stateroom-start-build. */
export const startBuildTwin: ServerProgram = ({ server, args, input, out }) => {
  const [role = '', , , , , , , by = '""', origin = '""'] = args;
  const { files } = server;
  finishBuilds(server);
  out(`${clockLine(server)}\n`);
  const folder = folderOf(role);
  const last = progressOf(server, role);
  if (last && last.result === null) {
    out(`problem building ${role}\n`);
    return;
  }
  const wanted = input
    .split('\n')
    .filter((line) => line.startsWith('packages '))
    .map((line) => line.slice(9));
  for (const path of files.below(`${folder}/`)) files.remove(path);
  const packages = packagesFor(server, role, wanted);
  const installed = files
    .below('images/')
    .filter((path) => path.endsWith('/packages.tsv'))
    .flatMap((path) =>
      (files.text(path) ?? '').split('\n').map((line) => line.split('\t')[0] ?? ''),
    );
  const missing = missingPackage(wanted, installed);
  if (missing !== null) files.put(`${folder}/missing`, missing);
  files.put(`${folder}/packages`, wanted.join('\n'));
  const made = { by: JSON.parse(by), origin: JSON.parse(origin), packages };
  files.put(`${folder}/made`, JSON.stringify(made));
  audit(server, `{"by":${by},"what":"build","about":{"role":"${role}"}}`);
  const startedAt = Math.floor(server.now() / 1000);
  files.put(`${folder}/request.json`, `{"role":"${role}","by":${by},"startedAt":${startedAt}}\n`);
  out('done\n');
};

/** As stateroom-read-builds. */
export const readBuildsTwin: ServerProgram = ({ server, args, out }) => {
  const [wanted = '-', from = '0', most = '0'] = args;
  finishBuilds(server);
  out(`${clockLine(server)}\n`);
  for (const path of server.files.below('builds/')) {
    const role = /^builds\/([^/]+)\/request\.json$/.exec(path)?.[1];
    const progress = role === undefined ? null : progressOf(server, role);
    if (role === undefined || !progress || (wanted !== '-' && wanted !== role)) continue;
    const { log, result } = progress;
    out(`build ${role} ${result === null ? 'running' : 'ended'} ${Buffer.byteLength(log)}\n`);
    out(`request ${server.files.text(path)}`);
    if (result !== null) out(`result ${result}\n`);
    if (wanted === '-') continue;
    const piece = Buffer.from(log).subarray(Number(from), Number(from) + Number(most));
    out(`log\n${piece.toString('base64')}\n`);
  }
  out('done\n');
};

/** As stateroom-cancel-build. */
export const cancelBuildTwin: ServerProgram = ({ server, args, out }) => {
  const [role = '', by = '""'] = args;
  finishBuilds(server);
  out(`${clockLine(server)}\n`);
  if (progressOf(server, role)?.result === null) {
    audit(server, `{"by":${by},"what":"cancel build","about":{"role":"${role}"}}`);
    server.files.put(`${folderOf(role)}/cancelled`, '');
  }
  out('done\n');
};
