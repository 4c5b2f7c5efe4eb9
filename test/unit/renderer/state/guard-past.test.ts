import { expect, it } from 'vitest';
import { guardPast } from '../../../../src/renderer/state/guard-past.ts';
import { createAppStore } from '../../../../src/renderer/state/store.ts';
import { type MethodName, methods } from '../../../../src/shared/contract/methods.ts';
import type { Transport } from '../../../../src/shared/contract/transport.ts';
import { ok } from '../../../../src/shared/result.ts';

it('whoever looks at the past can do nothing that the contract calls destructive', async () => {
  const store = createAppStore();
  const asked: MethodName[] = [];
  const transport: Transport = {
    async invoke(method) {
      asked.push(method);
      return ok({}) as never;
    },
    subscribe: () => () => {},
    onConnection: () => () => {},
  };
  const guarded = guardPast(store, transport);
  const destructive = (Object.keys(methods) as MethodName[]).filter(
    (name) => methods[name].risk === 'destructive',
  );
  expect(destructive.length).toBeGreaterThan(20);
  const travel = { moments: [1, 2], wanted: 1, shown: null, pinned: null };
  store.setState({ travel });
  for (const name of destructive) await guarded.invoke(name, {} as never);
  expect(asked).toEqual([]);
  // Back at now, everything goes on.
  store.setState({ travel: { ...travel, wanted: null } });
  for (const name of destructive) await guarded.invoke(name, {} as never);
  expect(asked).toEqual(destructive);
});
