import { useCallback, useEffect, useState } from 'react';
import type { AppError } from '../../../shared/app-error.ts';
import type { SlaOverview } from '../../../shared/sla/sla-overview.ts';
import { useApp, useAppState } from '../../state/app-context.ts';
import { useNow } from '../../ui/use-now.ts';

type SlaState =
  | { kind: 'asking' }
  | { kind: 'failed'; error: AppError }
  | { kind: 'known'; overview: SlaOverview };

/** How it stands with everything promised, asked anew every few seconds and after each dialog. */
export function useSla(): { state: SlaState; again: () => void } {
  const { transport } = useApp();
  const now = useNow(5000);
  const dialog = useAppState(({ view }) => view.dialog);
  const [turn, setTurn] = useState(0);
  const [state, setState] = useState<SlaState>({ kind: 'asking' });
  // biome-ignore lint/correctness/useExhaustiveDependencies: each of these is a reason to ask anew.
  useEffect(() => {
    let over = false;
    void transport.invoke('sla.overview', {}).then((answer) => {
      if (over) return;
      setState(
        answer.ok
          ? { kind: 'known', overview: answer.value }
          : { kind: 'failed', error: answer.error },
      );
    });
    return () => {
      over = true;
    };
  }, [transport, now, dialog, turn]);
  return { state, again: useCallback(() => setTurn((before) => before + 1), []) };
}
