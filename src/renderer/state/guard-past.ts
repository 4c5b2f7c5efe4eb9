import { appError } from '../../shared/app-error.ts';
import type { MethodName } from '../../shared/contract/methods.ts';
import { siteActs } from '../../shared/contract/site-acts.ts';
import type { Transport } from '../../shared/contract/transport.ts';
import { err } from '../../shared/result.ts';
import type { AppStore } from './store.ts';
import { shownBlock } from './travel.ts';

/** Jobs, questions and settings are always of now, whatever is shown. */
const acts: ReadonlySet<MethodName> = new Set(siteActs);

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
