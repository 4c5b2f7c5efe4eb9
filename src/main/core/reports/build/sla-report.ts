import { causeText } from '../../../../shared/sla/cause-text.ts';
import { hoursText } from '../../../../shared/sla/hours-text.ts';
import type { Objective } from '../../../../shared/sla/objective.ts';
import type { SlaAudit, SlaDay } from '../../../../shared/sla/sla-overview.ts';
import { createObjectiveIndex } from '../../sla/objective-index.ts';
import type { PromiseFacts, ReportInputs, SourceBlock, TableSource } from '../report-source.ts';
import { column, fact, rounded, words } from '../values.ts';

/** The blocks of each section of a report of service levels. */
export const slaSections: Readonly<
  Record<string, (inputs: ReportInputs) => Iterable<SourceBlock>>
> = {
  summary,
  levels: (inputs) => [levelTable(levelsOf(inputs))],
  breaches: ({ promises }) => [breachTable(promises())],
  actions: ({ promises }) => [actionTable(promises())],
};

type Outcome = 'kept' | 'broken' | 'not seen';

/** One VM that something is or was promised to. Times of the period in ms. */
interface Level {
  name: string;
  host: string | null;
  objective: Objective | null;
  goodMs: number;
  badMs: number;
  /** Null: nothing is promised any more, so there is nothing to hold it against. */
  outcome: Outcome | null;
}

const noTime = { goodMs: 0, badMs: 0 };

/** VMs with a promise, or of which time was seen in the period: the worst first. */
function levelsOf({ site, promises }: ReportInputs): Level[] {
  const { objectives, tags, totals, breaches } = promises();
  if (objectives.length === 0 && totals.size === 0) return [];
  const objectiveOf = createObjectiveIndex(objectives, tags);
  const places = new Map<string, { name: string; host: string | null; runs: boolean }>();
  for (const { host, vms } of site.hosts()) {
    for (const { uuid, name, domid } of vms) {
      if (uuid === null || !(objectiveOf(uuid) || totals.has(uuid))) continue;
      // The half of a move that runs is the VM.
      if (places.get(uuid)?.runs) continue;
      places.set(uuid, { name, host: host.label, runs: domid !== null });
    }
  }
  // Who is nowhere any more is known by what it was called.
  const gone = (uuid: string, name: string) => {
    if (!places.has(uuid)) places.set(uuid, { name, host: null, runs: false });
  };
  for (const { subject } of objectives) if (subject.kind === 'vm') gone(subject.uuid, subject.name);
  for (const { uuid, name } of breaches) gone(uuid, name);
  for (const uuid of totals.keys()) gone(uuid, uuid);
  return [...places]
    .map(([uuid, { name, host }]): Level => {
      const objective = objectiveOf(uuid);
      const time = totals.get(uuid) ?? noTime;
      return { name, host, objective, ...time, outcome: outcomeOf(objective, time) };
    })
    .sort((a, b) => badness(b) - badness(a) || (a.name < b.name ? -1 : 1));
}

function outcomeOf(objective: Objective | null, { goodMs, badMs }: typeof noTime): Outcome | null {
  if (!objective) return null;
  const seen = goodMs + badMs;
  if (seen === 0) return 'not seen';
  return badMs <= allowedMs(objective, seen) ? 'kept' : 'broken';
}

/** Of the time that was seen: what nobody saw is neither kept nor broken. */
const allowedMs = ({ promise }: Objective, seenMs: number) =>
  Math.round(seenMs * (1 - promise.availability));

function badness({ outcome, goodMs, badMs }: Level): number {
  return (outcome === 'broken' ? 2 : 0) + badMs / Math.max(goodMs + badMs, 1);
}

/** Never rounded up: what was broken for a second in a year is not 100 %. */
const attained = (goodMs: number, badMs: number) =>
  goodMs + badMs === 0 ? null : Math.floor((goodMs / (goodMs + badMs)) * 1e5) / 1e5;

function* summary(inputs: ReportInputs): Generator<SourceBlock> {
  const facts = inputs.promises();
  const levels = levelsOf(inputs);
  if (levels.length === 0) {
    const text = 'Nothing is promised to any virtual machine.';
    yield { kind: 'paragraph', tone: 'plain', text };
    return;
  }
  const count = (outcome: Outcome) => levels.filter((level) => level.outcome === outcome).length;
  const goodMs = levels.reduce((sum, level) => sum + level.goodMs, 0);
  const badMs = levels.reduce((sum, level) => sum + level.badMs, 0);
  const broken = count('broken');
  if (broken > 0) {
    const text =
      broken === 1
        ? 'To one virtual machine the promise was not kept.'
        : `To ${broken} virtual machines the promise was not kept.`;
    yield { kind: 'paragraph', tone: 'warning', text };
  }
  yield {
    kind: 'facts',
    title: 'Promises in the period',
    facts: [
      fact('Promises', facts.objectives.length, 'number'),
      fact('Virtual machines with one', levels.filter((one) => one.objective).length, 'number'),
      fact('Kept', count('kept'), 'number'),
      fact('Not kept', broken, 'number'),
      fact('Not seen', count('not seen'), 'number'),
      fact('Kept, of all time that was seen', attained(goodMs, badMs), 'percent'),
      fact('Time that was seen', goodMs + badMs, 'duration'),
      fact('Time in which one was broken', badMs, 'duration'),
      fact('Breaches', facts.breaches.length, 'number'),
    ],
  };
  if (facts.days.length > 0) yield brokenByDay(facts.days);
  const text =
    'Whole days are counted, each by the clock of the console. Time in which the console did not ' +
    'see a virtual machine is neither kept nor broken; what may be broken is a share of what was seen.';
  yield { kind: 'paragraph', tone: 'plain', text };
}

function brokenByDay(days: readonly SlaDay[]): SourceBlock {
  return {
    kind: 'chart',
    form: 'bars',
    title: 'Hours in which a promise was broken, of all virtual machines together',
    axis: { type: 'text', values: days.map(({ day }) => day) },
    value: { type: 'number', unit: 'h' },
    series: [{ label: 'broken', values: days.map(({ badMs }) => rounded(badMs / 3_600_000)) }],
    limit: null,
  };
}

function levelTable(levels: readonly Level[]): TableSource {
  return {
    kind: 'table',
    title: 'Promises and how they were kept',
    columns: [
      column('VM'),
      column('Host'),
      column('Result'),
      column('Promised', 'percent'),
      column('Kept', 'percent'),
      column('Broken', 'duration'),
      column('Allowed', 'duration'),
      column('Seen', 'duration'),
      column('CPU', 'number', 'CPUs'),
      column('Longest pause', 'duration'),
      column('Hours'),
      column('Promised to'),
    ],
    rows: levels.map(({ name, host, objective, goodMs, badMs, outcome }) => {
      const promise = objective?.promise;
      const seen = goodMs + badMs;
      return [
        words(name),
        host === null ? null : words(host),
        outcome === 'broken' ? 'not kept' : (outcome ?? 'no longer promised'),
        promise?.availability ?? null,
        attained(goodMs, badMs),
        badMs,
        objective ? allowedMs(objective, seen) : null,
        seen,
        rounded(promise?.cpus ?? null),
        promise?.longestPauseMs ?? null,
        promise ? hoursText(promise.hours) : null,
        objective ? promisedTo(objective) : null,
      ];
    }),
    whenEmpty: 'Nothing is promised to any virtual machine.',
  };
}

const promisedTo = ({ subject }: Objective) =>
  subject.kind === 'vm' ? 'it alone' : words(`all tagged ${subject.tag}`);

function breachTable({ breaches }: PromiseFacts): TableSource {
  return {
    kind: 'table',
    title: 'Breaches',
    columns: [
      column('From', 'time'),
      column('Lasted', 'duration'),
      column('VM'),
      column('Why'),
      column('CPU it got', 'number', 'CPUs'),
      column('CPU promised', 'number', 'CPUs'),
    ],
    rows: breaches.map(({ name, cause, since, until, cpu, promised }) => [
      since,
      until - since,
      words(name),
      causeText(cause),
      rounded(cpu),
      rounded(promised),
    ]),
    whenEmpty: 'No promise was broken in the period.',
  };
}

const acts: Readonly<Record<SlaAudit['kind'], string>> = {
  set: 'set',
  returned: 'given back',
  failed: 'failed',
  said: 'said',
  asked: 'accepted by a user',
};

function actionTable({ audit }: PromiseFacts): TableSource {
  return {
    kind: 'table',
    title: 'What was done for promises',
    columns: [column('When', 'time'), column('VM'), column('What'), column('In words')],
    rows: audit.map(({ at, name, kind, text }) => [at, words(name), acts[kind], words(text)]),
    whenEmpty: 'Nothing was done for a promise in the period.',
  };
}
