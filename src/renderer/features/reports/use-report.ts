import { useEffect, useRef, useState } from 'react';
import type { AppError } from '../../../shared/app-error.ts';
import type { Report } from '../../../shared/reports/report.ts';
import type { ReportQuestion } from '../../../shared/reports/report-question.ts';
import { useApp } from '../../state/app-context.ts';

export type PreviewState =
  | { kind: 'asking' }
  | { kind: 'failed'; error: AppError }
  /** `stale`: another is being made, and this one is shown until it is there. */
  | { kind: 'made'; report: Report; stale: boolean };

/**
 * The preview of what is chosen, made anew with every change of it.
 * @param key Equal as long as the choice is the same: a period up to now is another each time.
 * @param question Null: nothing that can be asked is chosen; what was shown stays.
 */
export function useReport(key: string, question: () => ReportQuestion | null): PreviewState {
  const { transport } = useApp();
  const [state, setState] = useState<PreviewState>({ kind: 'asking' });
  const asked = useRef(0);
  const ask = useRef(question);
  ask.current = question;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the question
  useEffect(() => {
    const wanted = ask.current();
    if (!wanted) return;
    asked.current += 1;
    const mine = asked.current;
    setState((before) =>
      before.kind === 'made' ? { ...before, stale: true } : { kind: 'asking' },
    );
    void transport.invoke('reports.preview', wanted).then((answer) => {
      if (mine !== asked.current) return;
      setState(
        answer.ok
          ? { kind: 'made', report: answer.value, stale: false }
          : { kind: 'failed', error: answer.error },
      );
    });
  }, [transport, key]);
  return state;
}
