import { z } from 'zod';
import { type Link, linkSchema } from '../../../shared/model/connection.ts';
import { hostSchema } from '../../../shared/model/host.ts';
import { type Job, jobSchema } from '../../../shared/model/job.ts';
import { type Vm, vmSchema } from '../../../shared/model/vm.ts';

const storedHostSchema = hostSchema.omit({ link: true, usage: true });
export type StoredHost = z.infer<typeof storedHostSchema>;

export interface StoredLink {
  /** When it was stored. */
  at: number;
  link: Link;
}

const eventRow = z.object({
  at: z.number(),
  kind: z.string(),
  host: z.string(),
  name: z.string(),
  json: z.string(),
});

export interface FoldedRows {
  hosts: Map<string, StoredHost>;
  links: Map<string, StoredLink>;
  vms: Map<string, Vm[]>;
  jobs: Job[];
  /** When the newest of each host's rows was stored. */
  newest: Map<string, number>;
  /** Records of another version's shape. */
  unreadable: string[];
}

/** Sorts rows of the event log, at most one per object, oldest first, into the site's parts. */
export function foldRows(rows: Iterable<unknown>): FoldedRows {
  const hosts = new Map<string, StoredHost>();
  const links = new Map<string, StoredLink>();
  const vms = new Map<string, Vm[]>();
  const jobs: Job[] = [];
  const newest = new Map<string, number>();
  const unreadable: string[] = [];

  for (const raw of rows) {
    const row = eventRow.parse(raw);
    newest.set(row.host, row.at);
    const value = jsonOf(row.json);
    const take = <T>(schema: z.ZodType<T>, keep: (value: T) => void): void => {
      const parsed = schema.safeParse(value);
      if (parsed.success) keep(parsed.data);
      else unreadable.push(`${row.kind} ${row.host} ${row.name}`.trim());
    };
    if (row.kind === 'host') take(storedHostSchema, (host) => hosts.set(row.host, host));
    if (row.kind === 'link') take(linkSchema, (link) => links.set(row.host, { at: row.at, link }));
    if (row.kind === 'job') take(jobSchema, (job) => jobs.push(job));
    if (row.kind === 'vm') {
      take(vmSchema, (vm) => {
        const list = vms.get(row.host);
        if (list) list.push(vm);
        else vms.set(row.host, [vm]);
      });
    }
  }
  return { hosts, links, vms, jobs, newest, unreadable };
}

/** VMs by host and name; those of hosts that are not known are left out. */
export function vmsOfHosts(
  vms: ReadonlyMap<string, readonly Vm[]>,
  hosts: ReadonlyMap<string, unknown>,
): Record<string, Record<string, Vm>> {
  return Object.fromEntries(
    [...vms]
      .filter(([id]) => hosts.has(id))
      .map(([id, list]) => [id, Object.fromEntries(list.map((vm) => [vm.name, vm]))]),
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
