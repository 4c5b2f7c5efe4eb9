import { appError } from '../../../shared/app-error.ts';
import { err, ok } from '../../../shared/result.ts';
import { makePlan } from '../capacity/make-plan.ts';
import type { Handlers } from '../invoker.ts';
import { day } from '../samples/levels.ts';
import { currentSite, type HandlerContext } from './handler-context.ts';

/** Two weeks: a month's end is not in it, but the week's rhythm is, twice. */
const demandWindowMs = 14 * day;

export function capacityHandlers(context: HandlerContext): Pick<Handlers, 'capacity.plan'> {
  return {
    'capacity.plan': (input) => {
      const site = currentSite(context);
      if (!site.ok) return site;
      const state = context.hub.state();
      if (input.goal === 'evacuate' && !Object.hasOwn(state.hosts, input.hostId ?? '')) {
        return err(appError('host-not-found', 'The host to evacuate is not in the site.'));
      }
      const peaks = site.value.samples.dailyPeaks(site.value.now() - demandWindowMs);
      const historyOf = (source: string, target: string) => {
        const past = site.value.store.moves.between(source, target);
        // An estimate without history is still one.
        return past.ok ? past.value : [];
      };
      // Without the samples it plans on the load of now, and says so.
      return ok(makePlan(state, input, historyOf, peaks.ok ? peaks.value : undefined));
    },
  };
}
