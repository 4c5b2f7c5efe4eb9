import { useCallback, useEffect, useRef, useState } from 'react';
import type { AppError } from '../../../shared/app-error.ts';
import type { CapacityPlan } from '../../../shared/capacity/capacity-plan.ts';
import type { MethodInput } from '../../../shared/contract/methods.ts';
import { useApp } from '../../state/app-context.ts';

export type PlanState =
  | { kind: 'asking' }
  | { kind: 'failed'; error: AppError }
  /** `stale`: another plan is being made, and this one is shown until it is there. */
  | { kind: 'planned'; plan: CapacityPlan; stale: boolean };

/** The plan for this wish, made anew with every change of it, and when asked for. */
export function usePlan(wish: MethodInput<'capacity.plan'>): {
  state: PlanState;
  again: () => void;
} {
  const { transport } = useApp();
  const [state, setState] = useState<PlanState>({ kind: 'asking' });
  const [turn, setTurn] = useState(0);
  // By value: the wish is put together anew with every render.
  const key = JSON.stringify(wish);
  const asked = useRef(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another turn is asking again.
  useEffect(() => {
    asked.current += 1;
    const mine = asked.current;
    setState((before) =>
      before.kind === 'planned' ? { ...before, stale: true } : { kind: 'asking' },
    );
    void transport.invoke('capacity.plan', JSON.parse(key)).then((answer) => {
      if (mine !== asked.current) return;
      setState(
        answer.ok
          ? { kind: 'planned', plan: answer.value, stale: false }
          : { kind: 'failed', error: answer.error },
      );
    });
  }, [transport, key, turn]);
  return { state, again: useCallback(() => setTurn((before) => before + 1), []) };
}
