import { useCallback, useEffect, useRef, useState } from 'react';
import type { AppError } from '../../../shared/app-error.ts';
import type { CapacityPlan } from '../../../shared/capacity/capacity-plan.ts';
import type { PlanProgress } from '../../../shared/capacity/plan-progress.ts';
import type { MethodInput } from '../../../shared/contract/methods.ts';
import { useApp } from '../../state/app-context.ts';

export type PlanState =
  | { kind: 'asking' }
  | { kind: 'failed'; error: AppError }
  /** `stale`: another plan is being made, and this one is shown until it is there. */
  | { kind: 'planned'; planId: string; plan: CapacityPlan; stale: boolean };

/** Milliseconds between two looks at how far a plan is. */
const lookEveryMs = 300;

/** The plan for this wish, made anew with every change of it, and when asked for. */
export function usePlan(wish: MethodInput<'capacity.plan'>): {
  state: PlanState;
  /** Of the plan that is being made; null: none is. */
  progress: PlanProgress | null;
  again: () => void;
  cancel: () => void;
} {
  const { transport } = useApp();
  const [state, setState] = useState<PlanState>({ kind: 'asking' });
  const [turn, setTurn] = useState(0);
  // By value: the wish is put together anew with every render.
  const key = JSON.stringify(wish);
  const asked = useRef<string | null>(null);
  const progress = useProgress(asked, state.kind === 'asking' || isStale(state));
  // biome-ignore lint/correctness/useExhaustiveDependencies: another turn is asking again.
  useEffect(() => {
    const askId = crypto.randomUUID();
    asked.current = askId;
    setState((before) =>
      before.kind === 'planned' ? { ...before, stale: true } : { kind: 'asking' },
    );
    void transport
      .invoke('capacity.plan', { ...(JSON.parse(key) as typeof wish), askId })
      .then((answer) => {
        if (askId !== asked.current) return;
        asked.current = null;
        setState(
          answer.ok
            ? { kind: 'planned', ...answer.value, stale: false }
            : { kind: 'failed', error: answer.error },
        );
      });
    return () => {
      // Nobody waits for it any more.
      if (asked.current === askId) void transport.invoke('capacity.cancel', { askId });
    };
  }, [transport, key, turn]);
  return {
    state,
    progress,
    again: useCallback(() => setTurn((before) => before + 1), []),
    cancel: useCallback(() => {
      if (asked.current !== null)
        void transport.invoke('capacity.cancel', { askId: asked.current });
    }, [transport]),
  };
}

function isStale(state: PlanState): boolean {
  return state.kind === 'planned' && state.stale;
}

function useProgress(
  asked: { readonly current: string | null },
  asking: boolean,
): PlanProgress | null {
  const { transport } = useApp();
  const [progress, setProgress] = useState<PlanProgress | null>(null);
  useEffect(() => {
    if (!asking) return;
    const timer = setInterval(() => {
      const askId = asked.current;
      if (askId === null) return;
      void transport.invoke('capacity.progress', { askId }).then((answer) => {
        if (answer.ok && askId === asked.current) setProgress(answer.value.progress);
      });
    }, lookEveryMs);
    return () => {
      clearInterval(timer);
      setProgress(null);
    };
  }, [transport, asked, asking]);
  return progress;
}
