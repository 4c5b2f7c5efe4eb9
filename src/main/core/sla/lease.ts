import { z } from 'zod';
import { type TunePart, tuneParts } from '../../../shared/sla/proposal.ts';

/**
 * What the console has set of a VM, and what was set before it: kept on disk before anything is
 * set, so that it can be given back whatever becomes of the console meanwhile.
 */
export const leaseSchema = z.object({
  uuid: z.string(),
  name: z.string(),
  /** A restart under way: it was taken down here, and has to be started again. */
  restart: z.object({ hostId: z.string(), at: z.number() }).optional(),
  parts: z.partialRecord(
    z.enum(tuneParts),
    z.object({ original: z.number(), ours: z.array(z.number()) }),
  ),
});
export type Lease = z.infer<typeof leaseSchema>;

/** What is set of a VM now, as its host says. */
type Tuning = Readonly<Record<TunePart, number>>;

/**
 * The lease once `part` is to be set to `to`: the first value ever found counts as the original.
 * Every value of ours is kept: a console that was killed may not have come to set the last one.
 */
export function withSetting(
  lease: Lease | null,
  vm: { uuid: string; name: string },
  part: TunePart,
  found: number,
  to: number,
): Lease {
  const known = lease?.parts[part];
  // What is neither ours nor the original was set by somebody else: that is what is returned to.
  const isKnown = known !== undefined && (known.original === found || known.ours.includes(found));
  const kept = isKnown
    ? { original: known.original, ours: [...new Set([...known.ours, to])] }
    : { original: found, ours: [to] };
  return { ...lease, ...vm, parts: { ...lease?.parts, [part]: kept } };
}

/** The lease once a part is back at its original; null: nothing is held any more. */
export function withoutParts(lease: Lease, gone: readonly TunePart[]): Lease | null {
  const left = Object.entries(lease.parts).filter(([part]) => !gone.includes(part as TunePart));
  if (left.length === 0 && lease.restart === undefined) return null;
  return { ...lease, parts: Object.fromEntries(left) };
}

interface LeaseReturn {
  /** What is to be set; nothing where all is as it was. */
  set: Partial<Record<TunePart, number>>;
  /** What somebody else has set since, and is left so. */
  others: TunePart[];
}

/** How everything that was set is given back, given what is set now. */
export function returnOf(lease: Lease, now: Tuning): LeaseReturn {
  const back: LeaseReturn = { set: {}, others: [] };
  for (const part of tuneParts) {
    const kept = lease.parts[part];
    if (!kept || now[part] === kept.original) continue;
    if (kept.ours.includes(now[part])) back.set[part] = kept.original;
    else back.others.push(part);
  }
  return back;
}
