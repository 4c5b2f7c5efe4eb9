import { appError } from '../../../shared/app-error.ts';
import type { JobSpec, MoveMode } from '../../../shared/model/job.ts';
import type { Vm, VmRef } from '../../../shared/model/vm.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import type { Handlers } from '../invoker.ts';
import type { Site } from '../site/open-site.ts';
import { currentSite, type HandlerContext, mapped } from './handler-context.ts';

type VmMethods = 'vms.power' | 'vms.readConfig' | 'moves.preflight' | 'moves.start';

export function vmHandlers(context: HandlerContext): Pick<Handlers, VmMethods> {
  const { hub } = context;

  function find({ hostId, name }: VmRef): Result<{ site: Site; vm: Vm }> {
    const site = currentSite(context);
    if (!site.ok) return site;
    const vms = hub.state().vms[hostId] ?? {};
    const vm = Object.hasOwn(vms, name) ? vms[name] : undefined;
    if (!vm) {
      return err(
        appError('vm-not-found', `${name} is not on this host any more.`, {
          hint: 'It may have been moved or removed elsewhere; the board shows where it is now.',
        }),
      );
    }
    return ok({ site: site.value, vm });
  }

  function moveSpec(vm: Vm, targetHostId: string, mode: MoveMode): Result<JobSpec> {
    if (vm.uuid === null) {
      return err(
        appError('not-possible-now', `${vm.name} is not running; only a running VM can be moved.`),
      );
    }
    return ok({
      kind: 'move',
      mode,
      vm: vm.name,
      uuid: vm.uuid,
      sourceHostId: vm.hostId,
      targetHostId,
      memoryMiB: vm.memoryMiB,
    });
  }

  return {
    'vms.power': ({ vm, action }) => {
      const found = find(vm);
      if (!found.ok) return found;
      const spec: JobSpec = { kind: 'power', action, vm: vm.name, hostId: vm.hostId };
      return mapped(found.value.site.jobs.start([spec]), ({ jobIds }) => ({
        jobId: jobIds[0] ?? '',
      }));
    },
    'vms.readConfig': async (ref) => {
      const found = find(ref);
      if (!found.ok) return found;
      const { site, vm } = found.value;
      const link = site.fleet.linkOf(vm.hostId);
      const driver = site.driverOf(vm.hostId);
      if (vm.configPath === null) {
        return err(
          appError('not-possible-now', `${vm.name} has no configuration file on its host.`),
        );
      }
      const path = vm.configPath;
      if (link?.link.state === 'online' && driver) {
        const read = await driver.readConfig(link, path);
        return mapped(read, (text) => ({ path, text, asLastSeen: false }));
      }
      const kept = site.store.history.lastConfig(vm.hostId, path);
      if (!kept.ok) return kept;
      if (kept.value !== null) return ok({ path, text: kept.value, asLastSeen: true });
      return err(
        appError('not-connected', 'This host is not connected, and its files are not known yet.', {
          hint: 'They are kept from the first time that the console sees the host.',
        }),
      );
    },
    'moves.preflight': async ({ vm, targetHostId, mode }) => {
      const found = find(vm);
      if (!found.ok) return found;
      return found.value.site.mover.preflight({ vm: found.value.vm, targetHostId, mode });
    },
    'moves.start': ({ moves }) => {
      const site = currentSite(context);
      if (!site.ok) return site;
      const specs: JobSpec[] = [];
      for (const { vm, targetHostId, mode } of moves) {
        const found = find(vm);
        if (!found.ok) return found;
        const spec = moveSpec(found.value.vm, targetHostId, mode);
        if (!spec.ok) return spec;
        specs.push(spec.value);
      }
      return site.value.jobs.start(specs);
    },
  };
}
