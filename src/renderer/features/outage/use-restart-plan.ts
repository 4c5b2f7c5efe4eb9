import { useCallback, useEffect, useState } from 'react';
import type { AppError } from '../../../shared/app-error.ts';
import type { MethodOutput } from '../../../shared/contract/methods.ts';
import { useApp } from '../../state/app-context.ts';

export type RestartRow = MethodOutput<'outages.plan'>['rows'][number];
export type Choices = Readonly<Record<string, string | null>>;

/** Where the VMs of a host could go, asked anew whenever something else was chosen. */
export function useRestartPlan(
  hostId: string,
  choices: Choices,
): { rows: readonly RestartRow[] | null; error: AppError | null; asking: boolean; again(): void } {
  const { transport } = useApp();
  const [rows, setRows] = useState<readonly RestartRow[] | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const [asking, setAsking] = useState(true);
  const [turn, setTurn] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a turn asks once more
  useEffect(() => {
    let wanted = true;
    setAsking(true);
    void transport.invoke('outages.plan', { hostId, choices: { ...choices } }).then((answer) => {
      if (!wanted) return;
      setAsking(false);
      setError(answer.ok ? null : answer.error);
      if (answer.ok) setRows(answer.value.rows);
    });
    return () => {
      wanted = false;
    };
  }, [transport, hostId, choices, turn]);
  return { rows, error, asking, again: useCallback(() => setTurn((now) => now + 1), []) };
}
