import type { Job } from '../../../../shared/model/job.ts';
import type { Vm } from '../../../../shared/model/vm.ts';
import { byNaturalName } from '../../../../shared/natural-key.ts';
import type { HostJobs } from '../../../state/active-jobs.ts';
import { type HostMatch, vmMatches } from '../order/match-site.ts';
import {
  type ChipSpan,
  countLines,
  noSpans,
  type Placed,
  packChips,
  type SpanCounts,
  spanOf,
} from './pack-chips.ts';

/** A VM's chip, or the place that is kept for one on its way here. */
export type Chip =
  | { kind: 'vm'; name: string; vm: Vm; job: Job | null }
  | { kind: 'arriving'; name: string; job: Job; memoryMiB: number };

export interface ChipSources {
  vms: Readonly<Record<string, Vm>> | undefined;
  jobs: HostJobs | undefined;
  match: HostMatch | null;
}

function memoryOf(chip: Chip): number {
  return chip.kind === 'vm' ? chip.vm.memoryMiB : chip.memoryMiB;
}

function chipSpan(chip: Chip): ChipSpan {
  return spanOf(memoryOf(chip));
}

/** A move's target shows one chip for it: not the job's and the half-made domain's as well. */
function arrivingNames(sources: ChipSources): ReadonlySet<string> | null {
  const { jobs, vms } = sources;
  if (!jobs || jobs.arriving.length === 0) return null;
  const names = new Set<string>();
  for (const job of jobs.arriving) {
    if (job.spec.kind !== 'move') continue;
    const known = vms && Object.hasOwn(vms, job.spec.vm);
    if (!known) names.add(job.spec.vm);
  }
  return names;
}

const incoming = '--incoming';

function isStandIn(vm: Vm, arriving: ReadonlySet<string> | null): boolean {
  return (
    arriving !== null &&
    vm.state === 'transit' &&
    vm.name.endsWith(incoming) &&
    arriving.has(vm.name.slice(0, -incoming.length))
  );
}

function isOff(vm: Vm): boolean {
  return vm.state === 'halted';
}

/** Lines of chips: those that are on first, those that are off begin a line of their own. */
export function countChipLines(sources: ChipSources, bricks: number): number {
  const on: SpanCounts = noSpans();
  const off: SpanCounts = noSpans();
  const arriving = arrivingNames(sources);
  const { vms, match } = sources;
  for (const name in vms) {
    const vm = vms[name];
    if (!vm || !vmMatches(match, name) || isStandIn(vm, arriving)) continue;
    (isOff(vm) ? off : on)[spanOf(vm.memoryMiB)] += 1;
  }
  for (const job of sources.jobs?.arriving ?? []) {
    if (job.spec.kind === 'move' && arriving?.has(job.spec.vm)) on[spanOf(job.spec.memoryMiB)] += 1;
  }
  return Math.ceil(countLines(on) / bricks) + Math.ceil(countLines(off) / bricks);
}

/** A chip with its place: line of the card and unit over all bricks. */
export type PlacedChip = Placed<Chip>;

function spread(placed: Placed<Chip>[], bricks: number, firstLine: number): PlacedChip[] {
  return placed.map((chip) => ({
    ...chip,
    line: firstLine + Math.floor(chip.line / bricks),
    unit: (chip.line % bricks) * 6 + chip.unit,
  }));
}

function byName(a: Chip, b: Chip): number {
  return byNaturalName(a.name, b.name);
}

/** Every chip of a card with its place; agrees with `countChipLines`. */
export function placeChips(sources: ChipSources, bricks: number): PlacedChip[] {
  const on: Chip[] = [];
  const off: Chip[] = [];
  const arriving = arrivingNames(sources);
  for (const vm of Object.values(sources.vms ?? {})) {
    if (!vmMatches(sources.match, vm.name) || isStandIn(vm, arriving)) continue;
    const job = sources.jobs?.here.get(vm.name) ?? null;
    (isOff(vm) ? off : on).push({ kind: 'vm', name: vm.name, vm, job });
  }
  for (const job of sources.jobs?.arriving ?? []) {
    if (job.spec.kind !== 'move' || !arriving?.has(job.spec.vm)) continue;
    on.push({ kind: 'arriving', name: job.spec.vm, job, memoryMiB: job.spec.memoryMiB });
  }
  const first = packChips(on.sort(byName), chipSpan);
  const rest = packChips(off.sort(byName), chipSpan);
  const lastLine = first.at(-1)?.line ?? -1;
  const firstOff = Math.ceil((lastLine + 1) / bricks);
  return [...spread(first, bricks, 0), ...spread(rest, bricks, firstOff)];
}

/** The chips that show: a card with too many lines folds the last ones into one button. */
export function unfoldedChips(
  placed: readonly PlacedChip[],
  maxLines: number,
  expanded: boolean,
): { shown: readonly PlacedChip[]; lines: number; folded: number } {
  const all = (placed.at(-1)?.line ?? -1) + 1;
  if (expanded || all <= maxLines) return { shown: placed, lines: all, folded: 0 };
  const shown = placed.filter((chip) => chip.line < maxLines - 1);
  return { shown, lines: maxLines, folded: placed.length - shown.length };
}
