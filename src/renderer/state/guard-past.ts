import { appError } from '../../shared/app-error.ts';
import type { MethodName } from '../../shared/contract/methods.ts';
import type { Transport } from '../../shared/contract/transport.ts';
import { err } from '../../shared/result.ts';
import type { AppStore } from './store.ts';
import { shownBlock } from './travel.ts';

/** What acts on what is shown. Jobs, questions and settings are always of now. */
const acts: ReadonlySet<MethodName> = new Set<MethodName>([
  'vms.power',
  'moves.start',
  'capacity.apply',
  'sla.put',
  'sla.accept',
  'hosts.update',
  'hosts.remove',
  'hosts.connect',
  'hosts.disconnect',
  'images.addServer',
  'images.removeServer',
  'images.mend',
  'images.publish',
  'images.pack',
  'images.unpack',
  'images.delete',
  'images.deletePacked',
  'builds.start',
  'builds.cancel',
  'imports.start',
  'rollouts.start',
  'rollouts.command',
  'rollouts.carry',
  'rollouts.release',
  'rollouts.installTimer',
  'rollouts.removeTimer',
  'repair.reboot',
  'repair.cycle',
  'repair.reset',
  'repair.putBack',
  'clients.addHost',
  'clients.convert',
  'clients.undo',
  'clients.create',
  'clients.createRest',
  'clients.deleteMade',
  'outages.giveWord',
  'outages.restart',
  'outages.retire',
  'fencing.fence',
  'demo.setPower',
]);

/** The way to the core, closed to every act while the past is shown, however it was asked. */
export function guardPast(store: AppStore, transport: Transport): Transport {
  return {
    ...transport,
    async invoke(method, input) {
      const block = acts.has(method) ? shownBlock(store.getState()) : null;
      return block === null
        ? transport.invoke(method, input)
        : err(appError('not-possible-now', block));
    },
  };
}
