import { useEffect, useMemo, useState } from 'react';
import type { AppError } from '../../../shared/app-error.ts';
import type { Transport } from '../../../shared/contract/transport.ts';
import type { MoveEstimate, MoveVerdict } from '../../../shared/migration/verdict.ts';
import type { MoveMode } from '../../../shared/model/job.ts';
import type { VmRef } from '../../../shared/model/vm.ts';
import { useApp } from '../../state/app-context.ts';
import { vmKey } from '../../state/vm-key.ts';

export interface PlannedMove {
  vm: VmRef;
  targetHostId: string;
  mode: MoveMode;
}

export type Preflight =
  | { kind: 'asking' }
  | { kind: 'answered'; verdict: MoveVerdict; estimate: MoveEstimate }
  | { kind: 'failed'; error: AppError };

/** Hosts are asked about so many moves at once. */
const atOnce = 4;

async function askAll(
  transport: Transport,
  moves: readonly PlannedMove[],
  signal: AbortSignal,
  tell: (key: string, preflight: Preflight) => void,
): Promise<void> {
  const waiting = [...moves];
  const worker = async () => {
    for (let move = waiting.shift(); move && !signal.aborted; move = waiting.shift()) {
      const answer = await transport.invoke('moves.preflight', move);
      if (signal.aborted) return;
      tell(
        vmKey(move.vm),
        answer.ok
          ? { kind: 'answered', ...answer.value }
          : { kind: 'failed', error: answer.error },
      );
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

const asking: Preflight = { kind: 'asking' };

/** Looks at both hosts for every planned move; anew when the plan changes or `again` is called. */
export function usePreflights(moves: readonly PlannedMove[]) {
  const { transport } = useApp();
  const [round, setRound] = useState(0);
  const [answers, setAnswers] = useState<ReadonlyMap<string, Preflight>>(new Map());
  // The plan by value: a new array of the same moves asks nothing anew.
  const plan = moves.map((move) => `${vmKey(move.vm)}>${move.targetHostId}:${move.mode}`).join('\n');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the plan stands for the moves
  useEffect(() => {
    const stop = new AbortController();
    setAnswers(new Map());
    void askAll(transport, moves, stop.signal, (key, preflight) =>
      setAnswers((before) => new Map(before).set(key, preflight)),
    );
    return () => stop.abort();
  }, [transport, plan, round]);
  return useMemo(
    () => ({
      of: (vm: VmRef): Preflight => answers.get(vmKey(vm)) ?? asking,
      answered: answers.size,
      again: () => setRound((count) => count + 1),
    }),
    [answers],
  );
}
