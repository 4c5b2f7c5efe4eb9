import { audit, holderOf } from './commit-twin.ts';
import { clockLine, type ServerProgram } from './demo-server.ts';

/** As stateroom-list-set-aside. */
export const listSetAsideTwin: ServerProgram = ({ server, out }) => {
  const aside = [...server.drives].filter(([path]) => path.startsWith('state/.set-aside/'));
  out(`${aside.map(([path, kib]) => `drive ${kib} ${path}\n`).join('')}done\n`);
};

/** As stateroom-swap-drive. */
export const swapDriveTwin: ServerProgram = ({ server, args, out }) => {
  const [client = '', lease = '', drive = '', from = '-', by = '""', order = '-'] = args;
  const { drives, files } = server;
  out(`${clockLine(server)}\n`);
  const holder = holderOf(server, lease);
  if (holder !== null) {
    out(`held ${lease} ${holder}\nproblem refused\n`);
    return;
  }
  const other = from === '-' ? 4 : drives.get(from);
  if (other === undefined) {
    out(`problem missing ${from}\n`);
    return;
  }
  const stamp = new Date(server.now()).toISOString().replace(/[-:]|\.\d+/g, '');
  let aside = `state/.set-aside/${client}/${stamp}`;
  for (let n = 1; drives.has(aside); n++) aside = `state/.set-aside/${client}/${stamp}.${n}`;
  const present = drives.get(drive);
  const to = present === undefined ? '-' : aside;
  audit(
    server,
    `{"by":${by},"what":"drive set aside","about":{"client":"${client}","to":"${to}","from":"${from}"}}`,
  );
  if (present !== undefined) {
    drives.set(aside, present);
    out(`aside ${aside}\n`);
  }
  drives.delete(from);
  drives.set(drive, other);
  if (order !== '-') files.put(`orders/${client}.json`, `${order}\n`);
  out('done\n');
};
