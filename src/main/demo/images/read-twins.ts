import { gzipSync } from 'node:zlib';
import { serverTools } from '../../../shared/images/server-facts.ts';
import { finishBuilds } from './build-twin.ts';
import { clockLine, type DemoImageServer, type ServerProgram } from './demo-server.ts';

function pack(
  server: DemoImageServer,
  paths: readonly string[],
  hasAge: (path: string) => boolean,
): string {
  const { files } = server;
  const all = paths.flatMap((path): [path: string, bytes: Buffer][] => {
    const text = files.text(path);
    return text === null ? [] : [[path, Buffer.from(text)]];
  });
  const ages = all
    .filter(([path]) => hasAge(path))
    .map(([path]) => {
      const at = files.writtenAt(path) ?? 0;
      return `age ${Math.floor((server.now() - at) / 1000)} ${path}\n`;
    });
  const lines = [
    `${clockLine(server)}\n`,
    ...ages,
    ...all.map(([path, bytes]) => `size ${bytes.length} ${path}\n`),
  ];
  if (all.length > 0) {
    const packed = gzipSync(Buffer.concat(all.map(([, bytes]) => bytes)), { level: 1 });
    lines.push(
      'data gzip\n',
      ...(packed.toString('base64').match(/.{1,76}/g) ?? []).map((one) => `${one}\n`),
    );
  }
  return `${lines.join('')}done\n`;
}

const readOfRollout = ['plan.json', 'state.json', 'lease.json', 'events.jsonl'];

/** As stateroom-read-images. */
export const readServerTwin: ServerProgram = ({ server, out }) => {
  finishBuilds(server);
  const { files } = server;
  const tops = [
    'server.json',
    'boot/',
    'packed/',
    'channels/',
    'clients/',
    'reports/',
    'leases/',
  ].flatMap((top) => files.below(top));
  const images = files.below('images/').filter((path) => /\/(role|manifest)\.json$/.test(path));
  const rollouts = files.below('rollouts/').filter((path) => {
    const [, id = '', name = ''] = path.split('/');
    if (files.text(`rollouts/${id}/ended.json`) !== null) return name === 'ended.json';
    return readOfRollout.includes(name);
  });
  out(pack(server, [...tops, ...images, ...rollouts], (path) => path.startsWith('reports/')));
};

/** As stateroom-read-files. */
export const readFilesTwin: ServerProgram = ({ server, input, out }) => {
  out(pack(server, input.split('\n').filter(Boolean), () => true));
};

/** As stateroom-look-at-timer: it has no Node.js, so that nothing can be installed. */
export const lookAtTimerTwin: ServerProgram = ({ out }) => {
  out('system debian \nsystemd\nactive inactive\nlast \ndone\n');
};

/** As stateroom-read-record. */
export const readRecordTwin: ServerProgram = ({ server, args, out }) => {
  const all = server.files.below(`rollouts/${args[0]}/`);
  out(
    pack(
      server,
      all.filter((path) => /\.jsonl?$/.test(path)),
      () => false,
    ),
  );
};

/** As stateroom-read-piece. */
export const readPieceTwin: ServerProgram = ({ server, args, out }) => {
  const [role = '', digest = '', name = '', from = '0', bytes = '0'] = args;
  const path = `images/${role}/${digest}/${name}`;
  const text = server.files.text(path);
  if (text === null) {
    out(`problem missing ${path}\n`);
    return;
  }
  const piece = Buffer.from(text, 'latin1').subarray(Number(from), Number(from) + Number(bytes));
  const lines = piece.toString('base64').match(/.{1,76}/g) ?? [];
  out(`${lines.map((line) => `${line}\n`).join('')}done\n`);
};

/** As stateroom-read-packages. */
export const readPackagesTwin: ServerProgram = ({ server, args, out }) => {
  const folder = `images/${args[0]}/${args[1]}`;
  if (server.files.text(`${folder}/manifest.json`) === null) out(`problem missing ${folder}\n`);
  else {
    const list = server.files.text(`${folder}/packages.tsv`);
    out(list === null ? 'none\ndone\n' : `packages\n${list}done\n`);
  }
};

/** As stateroom-probe-images: a server that has all but a few things. */
export const probeTwin: ServerProgram = ({ server, out }) => {
  const has = serverTools.filter((tool) => !['apache2', 'lighttpd', 'dnsmasq'].includes(tool));
  out(
    [
      'system debian ',
      'name Debian GNU/Linux 12 (bookworm)',
      `hostname ${server.hostname}`,
      ...has.map((tool) => `tool ${tool}`),
      'layout ours',
      'space 976762584 612368384 ext2/ext3',
      'nfs',
      ...['images', 'clients', 'orders', 'state', 'reports'].map(
        (name) => `export ${server.root}/${name}`,
      ),
      'address 10.20.0.9',
      'settings',
      'done',
      '',
    ].join('\n'),
  );
};
