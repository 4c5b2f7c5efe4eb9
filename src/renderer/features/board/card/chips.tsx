import { memo } from 'react';
import { endedJobStates } from '../../../../shared/model/job.ts';
import type { Vm } from '../../../../shared/model/vm.ts';
import type { HostJobs } from '../../../state/active-jobs.ts';
import { jobChipText, jobProgressText } from '../../../state/job-text.ts';
import type { Highlight } from '../../../state/view.ts';
import { formatMemory } from '../../../ui/format/memory.ts';
import { formatPercent } from '../../../ui/format/percent.ts';
import { type Chip, type PlacedChip, placeChips, unfoldedChips } from '../layout/card-chips.ts';
import type { Metrics } from '../layout/metrics.ts';
import type { HostMatch } from '../order/match-site.ts';
import { chipTitle, vmCpuFraction } from './chip-title.ts';
import { firstFit, fitText } from './fit-text.ts';

export interface ChipsProps {
  hostLabel: string;
  vms: Readonly<Record<string, Vm>> | undefined;
  jobs: HostJobs | undefined;
  match: HostMatch | null;
  metrics: Metrics;
  bricks: number;
  /** Width there is for chips, in px. */
  width: number;
  expanded: boolean;
  selected: ReadonlySet<string> | undefined;
  lifted: ReadonlySet<string> | null;
  /** The VM that the keyboard is on; null: another place. */
  focused: string | null;
  highlight: Highlight | null;
}

interface Face {
  text: string;
  detail: string | null;
  /** Part of the chip that is filled, 0 to 1. */
  fill: number;
  job: string | undefined;
}

function faceOf(chip: Chip): Face {
  if (chip.job) {
    const running = !endedJobStates.includes(chip.job.state);
    return {
      text: chip.name,
      detail: jobChipText(chip.job),
      fill: running ? (chip.job.progress?.fraction ?? 0) : 0,
      job: chip.job.state,
    };
  }
  const cpu = chip.kind === 'vm' && chip.vm.state === 'running' ? vmCpuFraction(chip.vm) : null;
  return { text: chip.name, detail: null, fill: cpu ?? 0, job: undefined };
}

function largeDetail(chip: Chip, room: number): string {
  if (chip.kind === 'arriving') {
    const short = jobChipText(chip.job);
    return firstFit(
      [`arriving · ${jobProgressText(chip.job)}`, `arriving · ${short}`, short],
      room,
      'largeDetail',
    );
  }
  if (chip.job) {
    return firstFit([jobProgressText(chip.job), jobChipText(chip.job)], room, 'largeDetail');
  }
  const cpu = chip.vm.state === 'running' ? vmCpuFraction(chip.vm) : null;
  const memory = formatMemory(chip.vm.memoryMiB);
  return cpu === null ? memory : `${memory} · ${formatPercent(cpu)}`;
}

function isOnHighlight(vm: Vm, highlight: Highlight): boolean {
  return highlight.kind === 'bridge' && vm.nics.some((nic) => nic.bridge === highlight.name);
}

/** What a chip needs beside its name: border, mark and a little air. */
const besideName = { large: 33, normal: 25, overview: 0 };
/** A name that is cut to less than this tells nothing. */
const leastName = 44;
/** A character of a chip's small text, at most. */
const smallAdvance = 6.6;

/**
 * The VMs of one host. Plain elements without handlers or hooks of their own: the board listens
 * for all of them, and thousands can be on screen.
 */
export const Chips = memo(function Chips(props: ChipsProps) {
  const { metrics, bricks } = props;
  const placed = placeChips(props, bricks);
  const { shown, lines, folded } = unfoldedChips(placed, metrics.maxLines, props.expanded);
  const step = metrics.chip + metrics.chipGap;
  const unit = (props.width + metrics.chipGap) / (bricks * 6);
  const canFold = folded > 0 || lines > metrics.maxLines;
  let end = 0;
  let line = -1;
  const element = (chip: PlacedChip) => {
    const starts = chip.line !== line;
    const gap = starts ? chip.unit : chip.unit - end;
    line = chip.line;
    end = chip.unit + chip.span;
    return chipElement(chip, props, unit, { starts, gap });
  };
  if (placed.length === 0) return null;
  return (
    <div
      className="chips"
      role="listbox"
      aria-multiselectable="true"
      aria-label={`VMs on ${props.hostLabel}`}
      style={{ height: lines * step - metrics.chipGap }}
    >
      {shown.map(element)}
      {canFold ? (
        <button
          type="button"
          className="chips-fold"
          data-action="fold"
          tabIndex={-1}
          data-open={folded === 0 || undefined}
        >
          {folded > 0 ? `${folded} more` : 'Fewer'}
        </button>
      ) : null}
    </div>
  );
});

function chipElement(
  placed: PlacedChip,
  props: ChipsProps,
  unit: number,
  place: { starts: boolean; gap: number },
) {
  const chip = placed.item;
  const { metrics } = props;
  const { density } = metrics;
  const face = faceOf(chip);
  // Whole pixels: a sum of rounded parts could be a pixel too wide for its line.
  const width = Math.floor(placed.span * unit) - metrics.chipGap;
  const large = density === 'large';
  const beside = face.detail === null ? 0 : face.detail.length * smallAdvance + 8;
  // Too narrow for both: the name stays, and mark and fill still tell of the job.
  const fits = width - besideName[density] - beside >= leastName;
  const detail = large ? largeDetail(chip, width - besideName.large) : fits ? face.detail : null;
  const taken = !large && detail ? beside : 0;
  const named = density !== 'overview';
  const plain = chip.kind === 'vm' && chip.vm.state === 'running' && !chip.job;
  const fill = `${Math.round(face.fill * 100)}% 100%`;
  const shared = {
    key: chip.kind === 'vm' ? `v${chip.name}` : `a${chip.name}`,
    className: 'chip',
    'data-job': face.job,
    'data-start': place.starts || undefined,
    style: {
      width,
      backgroundSize: plain && named ? `${large ? 27 : 20}px 100%, ${fill}` : fill,
      ...(place.gap > 0 && { marginLeft: Math.floor(place.gap * unit) }),
    },
  };
  const room = width - besideName[density] - taken;
  const children = named ? (
    <>
      {fitText(face.text, room, large ? 'largeChip' : 'chip')}
      {detail ? <small>{detail}</small> : null}
    </>
  ) : null;
  if (chip.kind === 'arriving') {
    return (
      <div
        {...shared}
        key={shared.key}
        role="option"
        aria-selected={false}
        aria-disabled
        tabIndex={-1}
        data-state="arriving"
        data-arriving={chip.name}
        aria-label={`${chip.name}, arriving, ${jobProgressText(chip.job)}`}
      >
        {children}
      </div>
    );
  }
  const { vm } = chip;
  return (
    <div
      {...shared}
      key={shared.key}
      role="option"
      aria-selected={props.selected?.has(vm.name) ?? false}
      aria-label={chipTitle(vm, chip.job)}
      tabIndex={props.focused === vm.name ? 0 : -1}
      data-vm-name={vm.name}
      data-state={vm.state}
      data-lifted={props.lifted?.has(vm.name) || undefined}
      data-picked={(props.highlight && isOnHighlight(vm, props.highlight)) || undefined}
    >
      {children}
    </div>
  );
}
