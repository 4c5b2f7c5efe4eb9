import { createHash } from 'node:crypto';
import { clockLine, type DemoImageServer, type ServerProgram } from './demo-server.ts';

interface Change {
  verb: string;
  a: string;
  b: string;
  c: string;
  text: string;
}

const withText = ['write', 'append', 'audit'];

/** Null: `commit` never came. */
function parse(input: string): Change[] | null {
  const changes: Change[] = [];
  const lines = input.split('\n');
  for (let at = 0; at < lines.length; at++) {
    const [verb = '', a = '', b = '', c = ''] = (lines[at] ?? '').split(' ');
    if (verb === 'commit') return changes;
    if (verb === 'lines') {
      const text = lines.slice(at + 1, at + 1 + Number(a)).join('\n');
      at += Number(a);
      changes.push({ verb: 'write', a: b, b: '', c: '', text });
      continue;
    }
    const text = withText.includes(verb) ? (lines[++at] ?? '') : '';
    changes.push({ verb, a, b, c, text });
  }
  return null;
}

/** Who holds a lease; null: nobody, or it has run out. */
export function holderOf(
  { files, bootId, uptimeMs }: DemoImageServer,
  path: string,
): string | null {
  const lease =
    /^\{"holder":"([^"]*)","since":\d+,"serverBoot":"([^"]*)","expires":(\d+)\}\n$/.exec(
      files.text(path) ?? '',
    );
  if (!lease || lease[2] !== bootId) return null;
  return Number(lease[3]) > Math.floor(uptimeMs() / 1000) ? (lease[1] ?? null) : null;
}

function obstacle(server: DemoImageServer, { verb, a, b, c }: Change): string | null {
  const { files, drives } = server;
  if (verb === 'expect' && drives.has(b)) return `conflict ${b}`;
  if (verb === 'expect') return files.sum(b) === (a === '-' ? null : a) ? null : `conflict ${b}`;
  if (verb === 'hold') {
    const holder = holderOf(server, b);
    return holder === a ? null : `held ${b} ${holder ?? '-'}`;
  }
  if (verb !== 'lease') return null;
  const holder = holderOf(server, c);
  return holder === null || holder === b ? null : `held ${c} ${holder}`;
}

export function audit({ files, now }: DemoImageServer, text: string): void {
  const at = new Date(now());
  const path = `audit/${at.toISOString().slice(0, 7)}.jsonl`;
  const newest = files.below('audit/').toSorted().at(-1);
  const last = newest === undefined ? '' : (files.text(newest) ?? '').split('\n').at(-2);
  const before = last ? createHash('sha256').update(`${last}\n`).digest('hex') : '0'.repeat(64);
  const line = `{"at":${Math.floor(at.getTime() / 1000)},"before":"${before}",${text.slice(1)}\n`;
  files.put(path, (files.text(path) ?? '') + line);
}

/** As stateroom-commit: all of it or nothing. */
export const commitTwin: ServerProgram = ({ server, input, out }) => {
  const { files, bootId } = server;
  const changes = parse(input);
  if (!changes) {
    out('problem torn\n');
    return;
  }
  out(`${clockLine(server)}\n`);
  const obstacles = changes.flatMap((change) => obstacle(server, change) ?? []);
  if (obstacles.length > 0) {
    out(`${obstacles.join('\n')}\nproblem refused\n`);
    return;
  }
  const written = new Set<string>();
  for (const { verb, a, b, c, text } of changes) {
    if (verb === 'audit') audit(server, text);
    if (verb === 'append') {
      const old = files.text(a) ?? '';
      files.put(a, `${old.slice(0, old.lastIndexOf('\n') + 1)}${text}\n`);
      written.add(a);
    }
    if (verb === 'write') {
      files.put(a, `${text}\n`);
      written.add(a);
    }
    if (verb === 'lease') {
      const since = Math.floor(server.now() / 1000);
      const expires = Math.floor(server.uptimeMs() / 1000) + Number(a);
      files.put(
        c,
        `{"holder":"${b}","since":${since},"serverBoot":"${bootId}","expires":${expires}}\n`,
      );
    }
    if (verb === 'release' && holderOf(server, b) === a) files.remove(b);
    if (verb === 'break') files.remove(a);
    if (verb === 'mkdir' && a.startsWith('state/') && !a.startsWith('state/.')) {
      server.drives.set(a, server.drives.get(a) ?? 4);
    }
    if (verb === 'rename') {
      files.rename(a, b);
      const drive = server.drives.get(a);
      if (drive !== undefined) server.drives.set(b, drive);
      server.drives.delete(a);
    }
  }
  for (const path of written) {
    const sum = files.sum(path);
    if (sum !== null) out(`sum ${sum} ${path}\n`);
  }
  out('done\n');
};
