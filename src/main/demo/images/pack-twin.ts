import type { Manifest } from '../../../shared/images/image.ts';
import { audit } from './commit-twin.ts';
import { usersOf } from './delete-twin.ts';
import { clockLine, type DemoImageServer, type ServerProgram } from './demo-server.ts';

/** What a package that differs adds to a patch, and what a patch has besides. */
const packageBytes = 620_000;
const leastBytes = 190_000;

function sizes({ files }: DemoImageServer, image: string, base: string) {
  const manifest: Manifest = JSON.parse(files.text(`${image}/manifest.json`) ?? '');
  const other: Manifest = JSON.parse(files.text(`${base}/manifest.json`) ?? '');
  const lines = new Set((files.text(`${base}/packages.tsv`) ?? '').split('\n'));
  const changed = (files.text(`${image}/packages.tsv`) ?? '')
    .split('\n')
    .filter((line) => !lines.has(line));
  const whole = Object.values(manifest.files).reduce((sum, { bytes }) => sum + bytes, 0);
  const kernel = manifest.kernel === other.kernel ? 0 : manifest.files.vmlinuz.bytes;
  return { whole, packed: leastBytes + changed.length * packageBytes + kernel };
}

/** As stateroom-pack-image. */
export const packImageTwin: ServerProgram = ({ server, args, out }) => {
  const [role = '', digest = '', from = '', by = '-'] = args;
  const { files } = server;
  const [image, base, to] = [
    `images/${role}/${digest}`,
    `images/${role}/${from}`,
    `packed/${role}/${digest}`,
  ];
  const missing = [image, base].find((path) => files.text(`${path}/manifest.json`) === null);
  if (missing !== undefined) {
    out(`problem missing ${missing}\n`);
    return;
  }
  const { whole, packed } = sizes(server, image, base);
  out(`whole ${whole}\npacked ${packed}\n`);
  if (by === '-') {
    out('done\n');
    return;
  }
  out(`${clockLine(server)}\n`);
  const users = usersOf(server, digest);
  if (users.length > 0) {
    out(`${users.map((path) => `used ${path}\n`).join('')}problem used\n`);
    return;
  }
  const at = Math.floor(server.now() / 1000);
  audit(server, `{"by":${by},"what":"pack","about":{"role":"${role}","digest":"${digest}"}}`);
  files.put(
    `${to}/packed.json`,
    `{"role":"${role}","packed":"${digest}","digest":"${from}","bytes":${packed},"at":${at},"by":${by}}\n`,
  );
  for (const path of files.below(`${image}/`)) {
    files.rename(path, `${to}/${path.slice(image.length + 1)}`);
  }
  out('done\n');
};

/** As stateroom-unpack-image. */
export const unpackImageTwin: ServerProgram = ({ server, args, out }) => {
  const [role = '', digest = '', by = '""'] = args;
  const { files } = server;
  const from = `packed/${role}/${digest}`;
  if (files.text(`${from}/packed.json`) === null) {
    out(`problem missing ${from}\n`);
    return;
  }
  out(`${clockLine(server)}\n`);
  audit(server, `{"by":${by},"what":"unpack","about":{"role":"${role}","digest":"${digest}"}}`);
  files.remove(`${from}/packed.json`);
  for (const path of files.below(`${from}/`)) {
    files.rename(path, `images/${role}/${digest}/${path.slice(from.length + 1)}`);
  }
  out('done\n');
};
