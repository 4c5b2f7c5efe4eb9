import type { Handlers } from '../invoker.ts';
import { sampleKeyOf } from '../samples/sample-keys.ts';
import { currentSite, type HandlerContext } from './handler-context.ts';

export function sampleHandlers(context: HandlerContext): Pick<Handlers, 'samples.series'> {
  return {
    'samples.series': ({ subject, from, to, points }) => {
      const site = currentSite(context);
      if (!site.ok) return site;
      const key = sampleKeyOf(subject, context.hub.state());
      return site.value.samples.series(key, { from, to, points });
    },
  };
}
