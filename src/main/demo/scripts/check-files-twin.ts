import { createHash } from 'node:crypto';
import type { WorldHost } from '../host/demo-world.ts';
import type { FileEntry } from '../host/virtual-files.ts';
import type { Program } from '../shell/call.ts';

/** device mapper's name for a volume: the group's UUID and the volume's own. */
function volumeId(host: WorldHost, path: string): string {
  const shared = path.startsWith('/dev/vg_san/');
  const group = shared ? host.pod.san.uuid : `local-${host.sim.plan.name}`;
  const volume = createHash('sha256').update(path).digest('hex').slice(0, 32);
  return `LVM-${group.replaceAll('-', '')}${volume}`;
}

/** A disk has no content here: what stands for it is the same on every host that shares it. */
function contentSum(path: string, entry: FileEntry): string {
  const content = entry.kind === 'text' ? entry.text : `disk ${path}`;
  const text = typeof content === 'string' ? content : content();
  return createHash('sha256').update(text).digest('hex');
}

/** stateroom-check-files: see there for its arguments and its lines. */
export const checkFilesTwin: Program = (call) => {
  const [limit = '0', ...pairs] = call.args;
  const { files } = call.host.sim;
  for (let at = 0; at + 1 < pairs.length; at += 2) {
    const [how, path = ''] = [pairs[at], pairs[at + 1]];
    const entry = files.resolve(path);
    if (entry === null || entry.kind === 'link') {
      call.out(`${files.isFolder(path) ? 'other' : 'missing'} - - -\n`);
      continue;
    }
    const bytes =
      entry.kind === 'disk' ? entry.sizeMiB * 1_048_576 : (files.read(path) ?? '').length;
    if (entry.kind === 'disk' && entry.block) {
      call.out(`block ${bytes} ${volumeId(call.host, path)} -\n`);
    } else {
      const sum = how === 'sum' && bytes <= Number(limit) ? contentSum(path, entry) : '-';
      call.out(`file ${bytes} - ${sum}\n`);
    }
  }
  return 0;
};
