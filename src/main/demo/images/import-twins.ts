import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { audit } from './commit-twin.ts';
import {
  clockLine,
  type DemoImageServer,
  type ServerProgram,
  type StreamingProgram,
} from './demo-server.ts';

const freeKiB = 612_368_384;
const mostWords = 1024;
/** What the demo's disk copies in a second. */
const bytesPerSecond = 90_000_000;

/** As stateroom-look-at-files. */
export const lookAtFilesTwin: ServerProgram = ({ server, args, out }) => {
  out(`free ${freeKiB}\n`);
  for (const path of args) {
    const file = server.incoming.get(path);
    out(file ? `file ${file.bytes} ${file.head.toString('hex')}\n` : 'none\n');
  }
  out('done\n');
};

/** What came over, cut into pieces of whatever length is asked for. */
function cutter(input: AsyncIterable<Uint8Array>) {
  const chunks = input[Symbol.asyncIterator]();
  let rest: Uint8Array = new Uint8Array();
  async function fill(): Promise<boolean> {
    if (rest.length > 0) return true;
    const next = await chunks.next();
    if (next.done) return false;
    rest = next.value;
    return true;
  }
  return {
    /** How much there was. */
    async take(bytes: number, onBytes: (part: Uint8Array) => void): Promise<number> {
      let taken = 0;
      while (taken < bytes && (await fill())) {
        const part = rest.subarray(0, bytes - taken);
        rest = rest.subarray(part.length);
        taken += part.length;
        onBytes(part);
      }
      return taken;
    },
    async line(): Promise<string> {
      let text = '';
      while (!text.includes('\n') && text.length < mostWords && (await fill())) {
        text += Buffer.from(rest).toString('latin1');
        rest = new Uint8Array();
      }
      return text.split('\n')[0] ?? '';
    },
  };
}

interface Taken {
  name: string;
  bytes: number;
  sha256: string;
}

/** As stateroom-import-image: what is sent is read and summed up, and not kept. */
export const importTwin: StreamingProgram = async (call) => {
  const { server, args, out, flush, signal } = call;
  const [role = '', wished = '-', initrd = '', rootfs = '', kernel = '', ...words] = args;
  const input = cutter(call.input);
  const taken: Taken[] = [];
  let isSent = false;
  for (const [name, from] of [
    ['initrd.img', initrd],
    ['rootfs.squashfs', rootfs],
    ['vmlinuz', kernel],
  ] as const) {
    const announced = /^stdin:(\d+)$/.exec(from);
    if (announced) {
      isSent = true;
      const sum = createHash('sha256');
      const bytes = await input.take(Number(announced[1]), (part) => sum.update(part));
      if (bytes !== Number(announced[1])) {
        out('problem torn\n');
        return;
      }
      taken.push({ name, bytes, sha256: sum.digest('hex') });
    } else {
      const file = server.incoming.get(from);
      if (!file) {
        out(`problem missing ${from}\n`);
        return;
      }
      for (let at = 0; at < file.bytes && !signal.aborted; at += bytesPerSecond / 4) {
        out(`at ${name} ${at}\n`);
        flush();
        await sleep(250 / Math.min(server.speed, 20));
      }
      taken.push({ name, bytes: file.bytes, sha256: file.sha256 });
    }
    out(`copied ${name} ${taken.at(-1)?.bytes}\n`);
  }
  if (signal.aborted) return;
  const sums = taken.map(({ name, sha256 }) => `${sha256}  ${name}\n`).join('');
  const digest = createHash('sha256').update(sums).digest('hex');
  const said = isSent ? await input.line() : `digest ${digest}`;
  if (!said.startsWith('digest ')) out('problem torn\n');
  else if (said !== `digest ${digest}`) {
    out(`problem digest it is ${digest} here, and ${said.slice(7)} where it was sent\n`);
  } else if (wished !== '-' && wished !== digest) {
    out(`problem digest it is ${digest}, not ${wished}\n`);
  } else takeIn(server, { role, digest, taken, kernel, words }, out);
};

function takeIn(
  server: DemoImageServer,
  image: { role: string; digest: string; taken: Taken[]; kernel: string; words: string[] },
  out: (text: string) => void,
): void {
  const { files, incoming } = server;
  const { role, digest, taken, kernel } = image;
  const [by = '""', origin = '""', newRole = '-'] = image.words;
  out(`${clockLine(server)}\n`);
  const roleFile = `images/${role}/role.json`;
  if (newRole !== '-' && files.text(roleFile) === null) files.put(roleFile, `${newRole}\n`);
  const path = `images/${role}/${digest}/manifest.json`;
  const isNew = files.text(path) === null;
  if (isNew) {
    audit(server, `{"by":${by},"what":"import","about":{"role":"${role}","digest":"${digest}"}}`);
    const manifest = {
      ...{ role, digest },
      files: Object.fromEntries(taken.map(({ name, ...file }) => [name, file])),
      importedAt: Math.floor(server.now() / 1000),
      importedBy: JSON.parse(by),
      origin: JSON.parse(origin),
      kernel: incoming.get(kernel)?.kernel ?? null,
      packages: null,
    };
    files.put(path, `${JSON.stringify(manifest)}\n`);
  }
  out(`digest ${digest} ${isNew ? 'new' : 'same'}\ndone\n`);
}
