import type { Host } from '../model/host.ts';
import type { Job, MoveMode } from '../model/job.ts';
import type { Settings } from '../model/settings.ts';
import type { Vm } from '../model/vm.ts';

/** Everything that the pure verdict on one move is made of. Nothing in it is changed. */
export interface MoveQuestion {
  vm: Vm;
  source: Host;
  target: Host;
  /** All VMs that the target knows, halted ones too. */
  targetVms: readonly Vm[];
  /** All jobs; those that are under way hold VMs and memory. */
  jobs: readonly Job[];
  settings: Settings;
  mode: MoveMode;
  /** The job that asks: it does not stand in its own way. */
  ownJobId?: string;
}
