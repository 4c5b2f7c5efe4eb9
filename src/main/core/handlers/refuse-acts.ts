import { appError } from '../../../shared/app-error.ts';
import type { MethodName } from '../../../shared/contract/methods.ts';
import { readOnlyText } from '../../../shared/model/read-only-text.ts';
import { err } from '../../../shared/result.ts';
import type { Handlers } from '../invoker.ts';
import type { HandlerContext } from './handler-context.ts';

/** What a site file has no hosts for. Everything else reads what is kept, or is the console's own. */
const acts: readonly MethodName[] = [
  'hosts.add',
  'hosts.update',
  'hosts.remove',
  'hosts.connect',
  'hosts.disconnect',
  'hosts.refresh',
  'hosts.pinnedKey',
  'prompts.answer',
  'vms.power',
  'vms.tag',
  'moves.preflight',
  'moves.start',
  'capacity.apply',
  'sla.put',
  'sla.remove',
  'sla.accept',
  'sla.dismiss',
  'jobs.cancel',
  'jobs.pause',
  'jobs.resume',
  'jobs.dismiss',
  'jobs.recheck',
  'siteFile.save',
  'images.addServer',
  'images.removeServer',
  'images.connect',
  'images.mend',
  'builds.start',
  'builds.cancel',
  'images.publish',
  'images.pack',
  'images.unpack',
  'images.delete',
  'imports.start',
  'imports.end',
  'repair.reboot',
  'repair.reset',
  'repair.putBack',
  'clients.addHost',
  'clients.convert',
  'clients.undo',
  'clients.create',
  'clients.createRest',
  'clients.deleteMade',
  'rollouts.start',
  'rollouts.carry',
  'rollouts.leave',
  'rollouts.command',
  'rollouts.release',
  'rollouts.installTimer',
  'rollouts.removeTimer',
  'outages.plan',
  'outages.giveWord',
  'outages.restart',
  'outages.retire',
  'fencing.fence',
  'fencing.set',
  'fencing.ask',
  'demo.setPower',
];

/** While a site file is open, every act is refused with the reason, whoever asks for it. */
export function refuseActs({ hub }: Pick<HandlerContext, 'hub'>, handlers: Handlers): Handlers {
  const guarded = Object.fromEntries(
    acts.map((name) => {
      const handler = handlers[name] as (input: unknown) => ReturnType<Handlers[MethodName]>;
      return [
        name,
        (input: unknown) => {
          const { file } = hub.state();
          if (!file) return handler(input);
          const hint = 'Open your own site, or the demo, for that.';
          return err(appError('not-possible-now', readOnlyText(file), { hint }));
        },
      ];
    }),
  );
  return { ...handlers, ...guarded };
}
