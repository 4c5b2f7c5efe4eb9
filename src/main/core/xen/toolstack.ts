import type { AppError } from '../../../shared/app-error.ts';
import type { HostFacts } from '../../../shared/model/host.ts';
import type { PowerAction } from '../../../shared/model/job.ts';
import type { Vm } from '../../../shared/model/vm.ts';
import type { Result } from '../../../shared/result.ts';
import type { CommandRunner } from '../ssh/ssh-port.ts';

/** One full look at a host. */
export interface HostReading {
  facts: HostFacts;
  freeMemoryMiB: number;
  vms: Vm[];
  /** Configuration files that are there, but could not be read this time. */
  unread: string[];
  /** What could not be read or understood, although the rest could. */
  problems: AppError[];
}

/**
 * A network interface or disk, with what went over it since it was made: bytes, as its owner sees
 * them, so that a disk's `in` is what was read. Null: it is there, but the host does not count it.
 */
export interface TrafficDevice {
  /** Whose it is; null: the host's own. */
  domid: number | null;
  kind: 'net' | 'disk';
  /** A domain's by its number in xenstore, an emulated card with `-emu` behind it; the host's by name. */
  name: string;
  bytes: { in: number; out: number } | null;
}

/** One look at what changes all the time. Times are the host's own, to be used as differences. */
export interface UsageReading {
  /** Host's uptime in seconds when it was read. */
  hostSeconds: number;
  freeMemoryMiB: number | null;
  domains: { name: string; domid: number; cpuSeconds: number; memoryMiB: number; state: string }[];
  devices: TrafficDevice[];
}

/** What is set of a running VM: its weight, its cap in percent of a pCPU (0: none), its vCPUs. */
export interface VmTuning {
  weight: number;
  cap: number;
  vcpus: number;
}

/** `to`: what is to be set; the rest stays. */
export interface TuneOrder {
  vm: { name: string; uuid: string };
  scheduler: 'credit' | 'credit2';
  to: { [part in keyof VmTuning]?: VmTuning[part] | undefined };
}

/** A configuration file of a VM, without the passwords in it. */
export interface ConfigText {
  path: string;
  /** Null: it is there, but could not be read this time. */
  text: string | null;
}

export interface HostWatchListener {
  /** The VMs changed (started, stopped, renamed, resized…): the new list; `unread` as in a reading. */
  onVms(vms: Vm[], unread: readonly string[]): void;
  onUsage(usage: UsageReading): void;
  /** All configuration files of the host, as they are now: at first, and when one changed. */
  onConfigTexts(texts: ConfigText[]): void;
  /** Something else than VMs changed, or it is time: the host should be read anew. */
  onStale(): void;
  /** What is wrong now, all of it: an empty list ends what was reported before. */
  onProblems(problems: AppError[]): void;
  /** The channel is over; null when stop() was called. */
  onEnd(error: AppError | null): void;
}

/**
 * A toolstack on a host, as the console drives it: one folder per toolstack.
 * Every method takes the runner of one host and keeps no state of its own between calls.
 */
export interface ToolstackDriver {
  readonly kind: 'xl';
  read(runner: CommandRunner, hostId: string, signal?: AbortSignal): Promise<Result<HostReading>>;
  /** Starts the one long-lived channel that pushes changes. */
  watch(
    runner: CommandRunner,
    hostId: string,
    intervals: { usageSeconds: number; sweepSeconds: number },
    listener: HostWatchListener,
  ): Promise<Result<{ stop(): void }>>;
  /** `configPath` is needed for `start` only. Answers when the toolstack has. */
  power(
    runner: CommandRunner,
    vm: { name: string; configPath: string | null },
    action: PowerAction,
    signal?: AbortSignal,
  ): Promise<Result<{ log: string }>>;
  /** Sets what the order says of a running VM, and answers what is set then. */
  tune(runner: CommandRunner, order: TuneOrder, signal?: AbortSignal): Promise<Result<VmTuning>>;
  readConfig(runner: CommandRunner, path: string): Promise<Result<string>>;
}
