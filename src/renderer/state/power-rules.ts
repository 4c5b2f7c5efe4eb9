import type { Job, PowerAction } from '../../shared/model/job.ts';
import type { Vm, VmRef } from '../../shared/model/vm.ts';
import { vmStateText } from '../../shared/model/vm-text.ts';
import type { AppState } from './app-state.ts';
import { findVm } from './find-vm.ts';
import { pastText, shownBlock } from './travel.ts';

type Known = Pick<AppState, 'site' | 'jobsByHost' | 'travel'>;

/** The job that has a VM in its hands: one of its own host, or a move that brings it there. */
function holder({ jobsByHost }: Known, ref: VmRef): Job | null {
  const jobs = jobsByHost.get(ref.hostId);
  if (!jobs) return null;
  return (
    jobs.here.get(ref.name) ??
    jobs.arriving.find(({ spec }) => spec.kind === 'move' && spec.vm === ref.name) ??
    null
  );
}

/** What forbids anything to be done to a VM now; null: nothing does. */
function commonBlock(known: Known, ref: VmRef): string | null {
  const host = known.site.hosts[ref.hostId];
  if (!host) return 'Its host is not in the site any more.';
  if (host.link.state !== 'online') return `${host.label} is not connected.`;
  const job = holder(known, ref);
  if (!job) return null;
  return job.state === 'undecided'
    ? 'What became of its last move is not known: look at that job first.'
    : 'A job is at work on it.';
}

function stateBlock(vm: Vm, action: PowerAction): string | null {
  const { state } = vm;
  if (state === 'transit') return 'It is one half of a move.';
  if (state === 'dying') return 'It is being torn down.';
  switch (action) {
    case 'start':
      if (state !== 'halted') return `It is ${vmStateText(state)} already.`;
      return vm.configPath === null ? 'It has no configuration file to start from.' : null;
    case 'force-off':
      return state === 'halted' ? 'It is off.' : null;
    case 'resume':
      return state === 'paused' ? null : 'It is not paused.';
    case 'pause':
      return state === 'running' ? null : `It is ${vmStateText(state)}.`;
    case 'shutdown':
    case 'reboot':
      if (state === 'paused') return 'It is paused and cannot hear a request: resume it first.';
      return state === 'running' ? null : `It is ${vmStateText(state)}.`;
  }
}

/** Why a power action cannot be asked for now, in a sentence; null when it can. */
export function powerBlock(known: Known, ref: VmRef, action: PowerAction): string | null {
  const past = shownBlock(known);
  if (past) return past;
  const vm = findVm(known.site, ref);
  if (!vm) return 'It is not on this host any more.';
  return stateBlock(vm, action) ?? commonBlock(known, ref);
}

/** Why a VM cannot be moved anywhere now; null when a host may take it. */
export function moveBlock(known: Known, ref: VmRef): string | null {
  const past = shownBlock(known);
  if (past) return past;
  const vm = findVm(known.site, ref);
  if (!vm) return 'It is not on this host any more.';
  if (Object.keys(known.site.hosts).length < 2) return 'There is no other host to move it to.';
  if (vm.state === 'transit') return 'It is one half of a move.';
  if (vm.state !== 'running') {
    return `It is ${vmStateText(vm.state)}: only a running VM can be moved.`;
  }
  return commonBlock(known, ref);
}

/** Those of several for which nothing stands in the way, and the first reason against the rest. */
export function splitByBlock(
  refs: readonly VmRef[],
  block: (ref: VmRef) => string | null,
): { able: VmRef[]; unable: { vm: VmRef; reason: string }[] } {
  const able: VmRef[] = [];
  const unable: { vm: VmRef; reason: string }[] = [];
  for (const ref of refs) {
    const reason = block(ref);
    if (reason === null) able.push(ref);
    else unable.push({ vm: ref, reason });
  }
  return { able, unable };
}

/** Why a VM's configuration cannot be read now; null when it can. Also the last known one counts. */
export function configBlock(known: Known, ref: VmRef): string | null {
  const past = pastText(known);
  if (past) return past;
  const vm = findVm(known.site, ref);
  if (!vm) return 'It is not on this host any more.';
  if (vm.configPath === null) return 'It has no configuration file on its host.';
  return null;
}
