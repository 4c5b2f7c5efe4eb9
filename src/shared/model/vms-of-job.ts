import type { JobSpec } from './job.ts';
import type { VmRef } from './vm.ts';

/** The VMs that a job works on, with each host where they are or will be. A plan holds none itself, and what cuts a host's power none. */
export function vmsOfJob(spec: JobSpec): VmRef[] {
  switch (spec.kind) {
    case 'plan':
    case 'fence':
      return [];
    case 'move':
      return [spec.sourceHostId, spec.targetHostId].map((hostId) => ({ hostId, name: spec.vm }));
    case 'restart-elsewhere':
      return [spec.hostId, spec.targetHostId].map((hostId) => ({ hostId, name: spec.vm }));
    case 'create-clients':
      return spec.machines.flatMap(({ client, vm }) =>
        vm ? [{ hostId: vm.hostId, name: client.id }] : [],
      );
    default:
      return [{ hostId: spec.hostId, name: spec.vm }];
  }
}

/** Whether it works on this VM there. */
export function isJobOn(spec: JobSpec, { hostId, name }: VmRef): boolean {
  return vmsOfJob(spec).some((vm) => vm.hostId === hostId && vm.name === name);
}
