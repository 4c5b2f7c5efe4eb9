import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { jobMoment, type PastEvent } from '../../../shared/history/past-event.ts';
import type { Job } from '../../../shared/model/job.ts';
import { foldText, wordsOf } from '../../../shared/search/fold-text.ts';
import type { ConfigTexts } from './config-history.ts';
import { changeBetween } from './record-change.ts';
import { parseRecord } from './stored-record.ts';

export type FindEvents = (query: string, limit: number) => PastEvent[];

const objectKind = z.enum(['host', 'link', 'vm', 'config', 'images']);
const objectRow = z.object({ kind: objectKind, host: z.string(), name: z.string() });
type ObjectRow = z.infer<typeof objectRow>;
const foundRow = objectRow.extend({ seq: z.number(), at: z.number() });
const labelRow = z.object({ host: z.string(), label: z.string() });
type FoundRow = z.infer<typeof foundRow>;

/** Up to this many objects are asked for their events one by one; beyond, the log is read backwards. */
const fewObjects = 300;
/** Jobs are few, but each has to be read to be compared: these are the newest. */
const mostJobs = 1000;

/** Looks for past events by the names of what they happened to. Throws what SQLite and zod throw. */
export function createEventFinder(
  database: DatabaseSync,
  texts: Pick<ConfigTexts, 'get'>,
): FindEvents {
  const labels = database.prepare(
    `SELECT e.host, coalesce(json_extract(e.json, '$.label'), json_extract(e.json, '$.value.label'))
       AS label
     FROM (
       SELECT max(seq) AS seq FROM events WHERE json IS NOT NULL
         AND (kind = 'host' OR (kind = 'images' AND name = 'server')) GROUP BY host
     ) n
     JOIN events e ON e.seq = n.seq`,
  );
  const objects = database.prepare(
    `SELECT DISTINCT kind, host, name FROM events WHERE kind IN ('host', 'link', 'vm', 'config', 'images')`,
  );
  const ofObject = database.prepare(
    `SELECT seq, at, kind, host, name FROM events
     WHERE kind = ? AND host = ? AND name = ? ORDER BY seq DESC LIMIT ?`,
  );
  // The plus keeps SQLite from the index of objects, which would have it sort the whole log.
  const backwards = database.prepare(
    `SELECT seq, at, kind, host, name FROM events
     WHERE +kind IN ('host', 'link', 'vm', 'config', 'images') ORDER BY seq DESC`,
  );
  const recordAt = database.prepare('SELECT json FROM events WHERE seq = ?');
  const recordBefore = database.prepare(
    `SELECT json FROM events WHERE kind = ? AND host = ? AND name = ? AND seq < ?
     ORDER BY seq DESC LIMIT 1`,
  );
  const jobs = database.prepare(
    `SELECT json FROM events WHERE seq IN (
       SELECT max(seq) FROM events WHERE kind = 'job' AND json IS NOT NULL
       GROUP BY name ORDER BY 1 DESC LIMIT ${mostJobs}
     ) ORDER BY seq DESC`,
  );

  function* rowsOf(
    wanted: ReadonlyMap<string, ObjectRow>,
    all: boolean,
    limit: number,
  ): Generator<FoundRow> {
    if (all || wanted.size > fewObjects) {
      for (const raw of backwards.iterate()) {
        const row = foundRow.parse(raw);
        if (all || wanted.has(keyOf(row))) yield row;
      }
      return;
    }
    const rows = [...wanted.values()].flatMap(({ kind, host, name }) =>
      ofObject.all(kind, host, name, limit).map((raw) => foundRow.parse(raw)),
    );
    yield* rows.sort((a, b) => b.seq - a.seq);
  }

  function changes(words: readonly string[], labelOf: LabelOf, limit: number): PastEvent[] {
    const wanted = new Map<string, ObjectRow>();
    if (words.length > 0) {
      for (const raw of objects.iterate()) {
        const row = objectRow.parse(raw);
        if (hasAll(`${row.name} ${labelOf(row.host)}`, words)) wanted.set(keyOf(row), row);
      }
    }
    const found: PastEvent[] = [];
    for (const row of rowsOf(wanted, words.length === 0, limit)) {
      if (found.length === limit) break;
      const change = changeBetween({
        ...row,
        texts,
        label: labelOf(row.host),
        before: parseRecord(
          row,
          jsonOf(recordBefore.get(row.kind, row.host, row.name, row.seq)),
          false,
        ),
        after: parseRecord(row, jsonOf(recordAt.get(row.seq)), false),
      });
      if (change) found.push({ kind: 'change', at: row.at, change });
    }
    return found;
  }

  function endedJobs(words: readonly string[], labelOf: LabelOf, limit: number): PastEvent[] {
    const found: PastEvent[] = [];
    for (const row of jobs.iterate()) {
      if (found.length === limit) break;
      const record = parseRecord(jobHead, jsonOf(row), false);
      if (record.kind !== 'job' || !hasAll(jobText(record.value, labelOf), words)) continue;
      found.push({ kind: 'job', at: jobMoment(record.value), job: { ...record.value, log: [] } });
    }
    return found;
  }

  return (query, limit) => {
    const words = wordsOf(query);
    const byId = new Map(
      labels.all().map((raw) => {
        const { host, label } = labelRow.parse(raw);
        return [host, label];
      }),
    );
    const labelOf: LabelOf = (host) => byId.get(host) ?? host;
    return [...changes(words, labelOf, limit), ...endedJobs(words, labelOf, limit)]
      .sort((a, b) => b.at - a.at)
      .slice(0, limit);
  };
}

type LabelOf = (hostId: string) => string;

/** What is asked of a job is in its record. */
const jobHead = { kind: 'job', host: '', name: '', at: 0 };

function jsonOf(row: Record<string, unknown> | undefined): string | null {
  return typeof row?.json === 'string' ? row.json : null;
}

function keyOf({ kind, host, name }: ObjectRow): string {
  return `${kind}/${host}/${name}`;
}

function hasAll(text: string, words: readonly string[]): boolean {
  const folded = foldText(text);
  return words.every((word) => folded.includes(word));
}

function jobText({ spec, state }: Job, labelOf: LabelOf): string {
  return [...whatWords(spec, labelOf), state].join(' ');
}

function whatWords(spec: Job['spec'], labelOf: LabelOf): string[] {
  switch (spec.kind) {
    case 'power':
      return [spec.action, labelOf(spec.hostId), spec.vm];
    case 'convert':
      return [spec.act, spec.client.role, labelOf(spec.hostId), spec.vm];
    case 'tune':
      return ['set', ...Object.keys(spec.to), labelOf(spec.hostId), spec.vm];
    case 'move':
      return ['move', spec.mode, labelOf(spec.sourceHostId), labelOf(spec.targetHostId), spec.vm];
    case 'fence':
      return ['fence', labelOf(spec.hostId)];
    case 'restart-elsewhere':
      return ['start elsewhere', labelOf(spec.hostId), labelOf(spec.targetHostId), spec.vm];
    case 'retire-config':
      return ['retire configuration', labelOf(spec.hostId), spec.vm];
    case 'create-clients':
      return [spec.act, ...spec.machines.flatMap(({ client: { id, role } }) => [id, role])];
    case 'plan':
      return ['plan', spec.goal, ...(spec.hostId === null ? [] : [labelOf(spec.hostId)])];
  }
}
