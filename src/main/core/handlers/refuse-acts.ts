import { appError } from '../../../shared/app-error.ts';
import type { MethodName } from '../../../shared/contract/methods.ts';
import { siteActs } from '../../../shared/contract/site-acts.ts';
import { readOnlyText } from '../../../shared/model/read-only-text.ts';
import { err } from '../../../shared/result.ts';
import type { Handlers } from '../invoker.ts';
import type { HandlerContext } from './handler-context.ts';

/** What a site file has no hosts for. Everything else reads what is kept, or is the console's own. */
const acts: readonly MethodName[] = [
  ...siteActs,
  'hosts.add',
  'hosts.refresh',
  'hosts.pinnedKey',
  'prompts.answer',
  'vms.tag',
  'moves.preflight',
  'sla.remove',
  'sla.dismiss',
  'jobs.cancel',
  'jobs.pause',
  'jobs.resume',
  'jobs.dismiss',
  'jobs.recheck',
  'siteFile.save',
  'images.connect',
  'images.editRole',
  'rollouts.dismiss',
  'imports.end',
  'rollouts.leave',
  'outages.plan',
  'fencing.set',
  'fencing.ask',
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
