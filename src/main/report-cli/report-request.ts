import { extname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { appError } from '../../shared/app-error.ts';
import { type ReportKind, reportKinds } from '../../shared/reports/report.ts';
import {
  defaultSections,
  type ReportFormat,
  reportFormats,
  reportSections,
} from '../../shared/reports/report-question.ts';
import { err, ok, type Result } from '../../shared/result.ts';
import { words } from '../core/reports/values.ts';

export const help = `A report of a site, as a file
  --kind KIND      ${reportKinds.join(', ')}; default: site
  --out FILE       where to write it; its end names the format unless --format does
  --format FORMAT  ${reportFormats.join(', ')}
  --host NAME      for a host report: the host's name or address
  --from WHEN      where the period begins; default: 30d
  --to WHEN        where it ends; default: now. Hosts and VMs are shown as they were then
  --sections LIST  ids separated by commas, or all; --sections help lists them
  --site NAME      what the site is called on it
  --data DIR       the folder of the console's data; default: where the console keeps it
  --demo           of the demo site instead, which is started for it
  --hosts N, --vms N, --seed N   the demo site's size and seed
WHEN is a date (2026-11-24: its first moment), a date and time (2026-11-24T18:30), or how long ago
(90d, 12h). Hosts are not connected to: the report is of what the console saw last. It may run.`;

/** What a command line asks for. */
export interface ReportRequest {
  kind: ReportKind;
  format: ReportFormat;
  out: string;
  host: string | null;
  from: number;
  /** Null: now. */
  to: number | null;
  sections: string[];
  /** What the site is called; null: by no name. */
  site: string | null;
  /** Null: where the console keeps its data. */
  data: string | null;
  demo: { hosts: number; vms: number; seed: number } | null;
}

const day = 86_400_000;

/** @returns `invalid-input` with what is wrong, in words. `help`: a text that was asked for. */
export function readRequest(
  argv: readonly string[],
  now: number,
): Result<ReportRequest | { help: string }> {
  let values: ReturnType<typeof parse>;
  try {
    values = parse(argv);
  } catch (thrown) {
    return wrong(thrown instanceof Error ? thrown.message : String(thrown));
  }
  if (values.help) return ok({ help });
  const kind = reportKinds.find((one) => one === values.kind);
  if (!kind) return wrong(`There is no report ${values.kind}: ${reportKinds.join(', ')}.`);
  if (values.sections === 'help') return ok({ help: sectionHelp(kind) });
  if (!values.out) return wrong('--out FILE is missing.');
  const named = values.format ?? extname(values.out).slice(1).toLowerCase();
  const format = reportFormats.find((one) => one === named);
  if (!format) return wrong(`${named || 'That'} is no format: ${reportFormats.join(', ')}.`);
  const from = moment(values.from ?? '30d', now);
  const to = values.to === undefined || values.to === 'now' ? null : moment(values.to, now);
  if (from === null) return wrong(`${values.from} is no moment.`);
  if (values.to !== undefined && values.to !== 'now' && to === null) {
    return wrong(`${values.to} is no moment.`);
  }
  if (from >= (to ?? now)) return wrong('The period ends before it begins.');
  if ((kind === 'host') !== (values.host !== undefined)) {
    return wrong(kind === 'host' ? '--host NAME is missing.' : '--host is for host reports.');
  }
  const sections = sectionsOf(kind, values.sections);
  if (!sections.ok) return sections;
  const size = demoSize(values);
  if (!size.ok) return size;
  return ok({
    kind,
    format,
    out: resolve(values.out),
    host: values.host ?? null,
    from,
    to,
    sections: sections.value,
    site: values.site === undefined ? null : words(values.site.trim()) || null,
    data: values.data === undefined ? null : resolve(values.data),
    demo: size.value,
  });
}

function parse(argv: readonly string[]) {
  return parseArgs({
    args: [...argv],
    options: {
      kind: { type: 'string', default: 'site' },
      out: { type: 'string' },
      format: { type: 'string' },
      host: { type: 'string' },
      from: { type: 'string' },
      to: { type: 'string' },
      sections: { type: 'string' },
      site: { type: 'string' },
      data: { type: 'string' },
      demo: { type: 'boolean', default: false },
      hosts: { type: 'string', default: '6' },
      vms: { type: 'string', default: '40' },
      seed: { type: 'string', default: '7' },
      help: { type: 'boolean', default: false },
    },
  }).values;
}

function wrong(message: string): Result<never> {
  return err(appError('invalid-input', message, { hint: '--help says what there is.' }));
}

function sectionHelp(kind: ReportKind): string {
  return reportSections[kind]
    .map(({ id, title, onDemand }) => `${id.padEnd(10)} ${title}${onDemand ? ' (on demand)' : ''}`)
    .join('\n');
}

function sectionsOf(kind: ReportKind, list: string | undefined): Result<string[]> {
  const known = reportSections[kind].map(({ id }) => id);
  if (list === undefined) return ok(defaultSections(kind));
  if (list === 'all') return ok(known);
  const wanted = list.split(',').map((id) => id.trim());
  const unknown = wanted.find((id) => !known.includes(id));
  if (unknown === undefined) return ok(wanted);
  return wrong(`A ${kind} report has no section ${JSON.stringify(unknown)}: ${known.join(', ')}.`);
}

/** Milliseconds since the epoch; dates are of this machine's zone. Null: it is no moment. */
function moment(text: string, now: number): number | null {
  const ago = /^(\d{1,5})([dh])$/.exec(text);
  if (ago) return now - Number(ago[1]) * (ago[2] === 'd' ? day : 3_600_000);
  if (!/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?)?$/.test(text)) return null;
  const at = new Date(text.includes('T') ? text : `${text}T00:00`).getTime();
  return Number.isNaN(at) ? null : at;
}

function demoSize(values: ReturnType<typeof parse>): Result<ReportRequest['demo']> {
  if (!values.demo) return ok(null);
  const [hosts, vms, seed] = [Number(values.hosts), Number(values.vms), Number(values.seed)];
  const sound = [hosts, vms, seed].every((count) => Number.isInteger(count) && count >= 0);
  if (!sound || hosts < 1) return wrong('--hosts, --vms and --seed are whole numbers.');
  return ok({ hosts, vms, seed });
}
