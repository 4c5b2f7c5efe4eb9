import { audit } from './commit-twin.ts';
import { clockLine, type DemoImageServer, type ServerProgram } from './demo-server.ts';

/** As stateroom-delete-image. */
export const deleteImageTwin: ServerProgram = ({ server, args, out }) => {
  const [role = '', digest = '', by = '""', kept = 'images'] = args;
  const { files } = server;
  const folder = `${kept}/${role}/${digest}`;
  out(`${clockLine(server)}\n`);
  if (files.below(`${folder}/`).length === 0) {
    out(`problem missing ${folder}\n`);
    return;
  }
  const users = usersOf(server, digest);
  if (users.length > 0) {
    out(`${users.map((path) => `used ${path}\n`).join('')}problem used\n`);
    return;
  }
  audit(server, `{"by":${by},"what":"delete","about":{"role":"${role}","digest":"${digest}"}}`);
  for (const path of files.below(`${folder}/`)) files.remove(path);
  out('done\n');
};

/** What keeps an image where it is. */
export function usersOf({ files }: DemoImageServer, digest: string): string[] {
  const named = new RegExp(`"(desired|previous|digest)" *: *"${digest}"`);
  const plain = ['clients/', 'reports/', 'channels/', 'packed/']
    .flatMap((top) => files.below(top))
    .filter((path) => !path.endsWith('/manifest.json'))
    .filter((path) => named.test(files.text(path) ?? ''));
  const open = files.below('rollouts/').filter((path) => {
    const [, id = '', name = ''] = path.split('/');
    return (
      ['plan.json', 'state.json', 'events.jsonl'].includes(name) &&
      files.text(`rollouts/${id}/ended.json`) === null &&
      (files.text(path) ?? '').includes(digest)
    );
  });
  return [...plain, ...open];
}
