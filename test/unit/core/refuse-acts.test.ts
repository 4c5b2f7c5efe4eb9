import { expect, it } from 'vitest';
import { refuseActs } from '../../../src/main/core/handlers/refuse-acts.ts';
import type { Handlers } from '../../../src/main/core/invoker.ts';
import { type MethodName, methods } from '../../../src/shared/contract/methods.ts';
import { emptySite } from '../../../src/shared/model/apply-event.ts';
import { ok } from '../../../src/shared/result.ts';

/** What changes the console or its files, and no host, image server or record of the site. */
const consolesOwn = /^(settings|site|siteFile|reports)\./;

it('a site file lets nothing be done that the contract calls more than reading', async () => {
  const names = Object.keys(methods) as MethodName[];
  const handlers = Object.fromEntries(names.map((name) => [name, () => ok('done')]));
  const file = { path: '/a/site.stateroom', madeAt: 1, site: 'own' as const };
  const hub = { state: () => ({ ...emptySite, file }) };
  const guarded = refuseActs({ hub } as never, handlers as unknown as Handlers);
  const allowed: string[] = [];
  for (const name of names) {
    if (methods[name].risk === 'read' || consolesOwn.test(name)) continue;
    const answer = await guarded[name]({} as never);
    if (answer.ok) allowed.push(name);
  }
  expect(allowed).toEqual([]);
});
