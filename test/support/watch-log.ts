import type {
  ConfigText,
  HostWatchListener,
  UsageReading,
} from '../../src/main/core/xen/toolstack.ts';
import type { AppError } from '../../src/shared/app-error.ts';
import type { Vm } from '../../src/shared/model/vm.ts';

/** A listener that keeps everything it was told. */
export interface WatchLog extends HostWatchListener {
  vms: Vm[][];
  usage: UsageReading[];
  problems: AppError[][];
  configTexts: ConfigText[][];
  stale: number;
  ended: (AppError | null)[];
  /** The last that was told of a VM. */
  vm(name: string): Vm | undefined;
}

export function createWatchLog(): WatchLog {
  const log: WatchLog = {
    vms: [],
    usage: [],
    problems: [],
    configTexts: [],
    stale: 0,
    ended: [],
    onVms: (vms) => void log.vms.push(vms),
    onUsage: (usage) => void log.usage.push(usage),
    onProblems: (problems) => void log.problems.push(problems),
    onConfigTexts: (texts) => void log.configTexts.push(texts),
    onStale: () => void log.stale++,
    onEnd: (error) => void log.ended.push(error),
    vm: (name) => log.vms.at(-1)?.find((vm) => vm.name === name),
  };
  return log;
}
