import type { Result } from '../../../shared/result.ts';
import type { Handlers } from '../invoker.ts';
import type { SiteHistory } from '../store/site-history.ts';
import { currentSite, type HandlerContext, mapped } from './handler-context.ts';

type HistoryMethods =
  | 'history.moments'
  | 'history.at'
  | 'history.images'
  | 'history.diff'
  | 'history.find';

const mostMoments = 5000;

export function historyHandlers(context: HandlerContext): Pick<Handlers, HistoryMethods> {
  /** With what waits to be written, so that the newest moment is what the board shows. */
  function current(): Result<SiteHistory> {
    const site = currentSite(context);
    if (site.ok) site.value.recorder.flush();
    return mapped(site, ({ store }) => store.history);
  }

  return {
    'history.moments': () => {
      const history = current();
      if (!history.ok) return history;
      return mapped(history.value.moments(mostMoments), (moments) => ({ moments }));
    },
    'history.at': ({ at }) => {
      const history = current();
      return history.ok ? history.value.stateAt(at) : history;
    },
    'history.images': ({ at, serverId }) => {
      const history = current();
      if (!history.ok) return history;
      return mapped(history.value.imagesAt(at, serverId), (overview) => ({ overview }));
    },
    'history.diff': ({ from, to }) => {
      const history = current();
      if (!history.ok) return history;
      return mapped(history.value.diff(from, to), (changes) => ({ changes }));
    },
    'history.find': ({ query, limit }) => {
      const history = current();
      if (!history.ok) return history;
      return mapped(history.value.find(query, limit), (events) => ({ events }));
    },
  };
}
