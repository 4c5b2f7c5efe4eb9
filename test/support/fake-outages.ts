import type { Handlers } from '../../src/main/core/invoker.ts';
import { appError } from '../../src/shared/app-error.ts';
import { err } from '../../src/shared/result.ts';

type OutageMethods = Extract<
  keyof Handlers,
  `outages.${string}` | `fencing.${string}` | `demo.${string}`
>;

const refuse = () => err(appError('not-possible-now', 'No host of this site dies.'));

/** The made-up site of the page's own tests has no dead host: all of it is tried on the demo's. */
export const fakeOutages = {
  'outages.plan': refuse,
  'outages.giveWord': refuse,
  'outages.restart': refuse,
  'outages.retire': refuse,
  'fencing.fence': refuse,
  'fencing.set': refuse,
  'fencing.ask': refuse,
  'demo.setPower': refuse,
} satisfies Pick<Handlers, OutageMethods>;
