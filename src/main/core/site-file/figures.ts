import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { PastSite } from '../../../shared/history/past-site.ts';
import { hostUsageSchema } from '../../../shared/model/host.ts';

/**
 * What was last seen of the load when a site file was made: no history has it. Of hosts their usage,
 * of VMs the pCPUs in use, by host and name; what was not known is left out.
 */
const figuresSchema = z.object({
  hosts: z.record(z.string(), hostUsageSchema),
  /** Not by name as a key: a guest may be called `__proto__`, which zod leaves out. */
  vms: z.record(z.string(), z.array(z.tuple([z.string(), z.number()]))),
});
export type Figures = z.infer<typeof figuresSchema>;

export function figuresOf({ hosts, vms }: PastSite): Figures {
  return {
    hosts: mapped(hosts, ({ usage }) => usage),
    vms: mapped(vms, (of) =>
      Object.entries(of).flatMap(([name, { cpu }]): [string, number][] =>
        cpu === null ? [] : [[name, cpu]],
      ),
    ),
  };
}

/** Throws on a file that is none of these. */
export function readFigures(path: string): Figures {
  return figuresSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
}

/** The site with them; of what is not in it they tell nothing. */
export function withFigures({ hosts, vms }: PastSite, figures: Figures): PastSite {
  return {
    hosts: mapped(hosts, (host) => ({ ...host, usage: own(figures.hosts, host.id) ?? null })),
    vms: mapped(vms, (of, hostId) => {
      const known = new Map(own(figures.vms, hostId));
      return mapped(of, (vm, name) => ({ ...vm, cpu: known.get(name) ?? null }));
    }),
  };
}

/** No key is ever assigned to. */
function mapped<A, B>(
  record: Readonly<Record<string, A>>,
  of: (value: A, key: string) => B | null,
): Record<string, B> {
  return Object.fromEntries(
    Object.entries(record).flatMap(([key, value]): [string, B][] => {
      const found = of(value, key);
      return found === null ? [] : [[key, found]];
    }),
  );
}

const own = <T>(record: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;
