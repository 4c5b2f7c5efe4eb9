import type { Vm } from '../../../shared/model/vm.ts';

/**
 * The VMs as they were seen, and what is known of those whose configuration file is there but could
 * not be read this time: a VM that is off does not go for a slow disk, and one that runs does not
 * lose its file.
 */
export function keepUnread(
  seen: readonly Vm[],
  known: Readonly<Record<string, Vm>>,
  unread: readonly string[],
): readonly Vm[] {
  if (unread.length === 0) return seen;
  const paths = new Set(unread);
  const names = new Set(seen.map(({ name }) => name));
  const keeps = ({ configPath }: Vm) => configPath !== null && paths.has(configPath);
  const kept = Object.values(known).filter((vm) => keeps(vm) && vm.domid === null);
  return [
    ...seen.map((vm) => {
      const before = Object.hasOwn(known, vm.name) ? known[vm.name] : undefined;
      if (vm.configPath !== null || !before || !keeps(before)) return vm;
      return { ...vm, configPath: before.configPath, autostart: before.autostart };
    }),
    ...kept.filter(({ name }) => !names.has(name)),
  ];
}
