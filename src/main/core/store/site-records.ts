import { type ImageItem, imageItemName, steadyItem } from '../../../shared/history/image-items.ts';
import { steadyFacts } from '../../../shared/history/steady-facts.ts';
import type { Link } from '../../../shared/model/connection.ts';
import type { Host } from '../../../shared/model/host.ts';
import type { Job } from '../../../shared/model/job.ts';
import type { SiteEvent } from '../../../shared/model/site.ts';
import type { Vm } from '../../../shared/model/vm.ts';

/** `images`: one thing that an image server keeps; its `host` is that server. */
export type RecordKind = 'host' | 'link' | 'vm' | 'job' | 'config' | 'images';

/**
 * One object of the site at one moment, as the event log keeps it.
 * Two records with the same `stable` part are the same state: numbers that change all the time
 * are in `whole` only, as they were when the state was first seen. `whole` null: the object is gone.
 */
export interface SiteRecord {
  kind: RecordKind;
  host: string;
  name: string;
  stable: unknown;
  whole: unknown;
}

/**
 * What of an event belongs into the history. Usage, prompts, settings and a job's progress don't:
 * usage has a store of its own (core/samples), prompts are secrets' neighbours.
 * @param known Names the history has of a host's VMs and configuration files, and of what an image
 * server keeps, to tell which of them are gone.
 */
export function recordsOf(
  event: SiteEvent,
  known: (kind: 'vm' | 'config' | 'images', hostId: string) => Iterable<string>,
): SiteRecord[] {
  switch (event.type) {
    case 'host-put':
      return [hostRecord(event.host), ...linkRecords(event.host)];
    case 'host-removed':
      return [
        gone('host', event.hostId, ''),
        gone('link', event.hostId, ''),
        ...[...known('vm', event.hostId)].map((name) => gone('vm', event.hostId, name)),
        ...[...known('config', event.hostId)].map((path) => gone('config', event.hostId, path)),
      ];
    case 'vms-replaced': {
      const present = new Set(event.vms.map((vm) => vm.name));
      const missing = [...known('vm', event.hostId)].filter((name) => !present.has(name));
      return [...event.vms.map(vmRecord), ...missing.map((name) => gone('vm', event.hostId, name))];
    }
    case 'vm-put':
      return [vmRecord(event.vm)];
    case 'vm-removed':
      return [gone('vm', event.hostId, event.name)];
    case 'job-put':
      return [jobRecord(event.job)];
    case 'image-server-removed':
      return [...known('images', event.serverId)].map((name) =>
        gone('images', event.serverId, name),
      );
    case 'job-removed':
      return [gone('job', '', event.jobId)];
    default:
      return [];
  }
}

/**
 * The configuration files of a host as they are now.
 * @param texts The hash of each one's text, by its path; null: it is there, but could not be read,
 * and is as it was.
 */
export function configRecords(
  host: string,
  texts: ReadonlyMap<string, string | null>,
  known: Iterable<string>,
): SiteRecord[] {
  const records = [...texts].flatMap(([name, text]): SiteRecord[] =>
    text === null ? [] : [{ kind: 'config', host, name, stable: text, whole: { text } }],
  );
  const missing = [...known].filter((path) => !texts.has(path));
  return [...records, ...missing.map((path) => gone('config', host, path))];
}

/**
 * What an image server keeps as it is now.
 * @param known Names that the history has of it. Left out where some of its files could not be
 * read: what is not there then is as it was.
 */
export function imageRecords(
  host: string,
  items: readonly ImageItem[],
  known: Iterable<string> = [],
): SiteRecord[] {
  const records = items.map((item): SiteRecord => {
    const name = imageItemName(item);
    return { kind: 'images', host, name, stable: steadyItem(item), whole: item };
  });
  const present = new Set(records.map(({ name }) => name));
  const missing = [...known].filter((name) => !present.has(name));
  return [...records, ...missing.map((name) => gone('images', host, name))];
}

function gone(kind: RecordKind, host: string, name: string): SiteRecord {
  return { kind, host, name, stable: null, whole: null };
}

function hostRecord(host: Host): SiteRecord {
  const { link: _apart, usage: _volatile, facts, ...rest } = host;
  const stable = facts && steadyFacts(facts);
  return {
    kind: 'host',
    host: host.id,
    name: '',
    stable: { ...rest, facts: stable },
    whole: { ...rest, facts },
  };
}

/** `connecting` is left out: a host that is away for a year would fill the log with tries. */
function linkRecords({ id, link }: Host): SiteRecord[] {
  if (link.state === 'connecting') return [];
  const whole: Link = { ...link, retryAt: null };
  const stable = { state: link.state, error: link.error?.code ?? null };
  return [{ kind: 'link', host: id, name: '', stable, whole }];
}

function vmRecord(vm: Vm): SiteRecord {
  const whole = { ...vm, cpu: null, cpuSeconds: null };
  return { kind: 'vm', host: vm.hostId, name: vm.name, stable: whole, whole };
}

const ended = new Set(['succeeded', 'failed', 'cancelled', 'undecided']);

function jobRecord(job: Job): SiteRecord {
  const { log, progress: _volatile, plan: _counts, ...rest } = job;
  const whole = { ...job, progress: null, log: ended.has(job.state) ? log : [] };
  return { kind: 'job', host: '', name: job.id, stable: rest, whole };
}
