import { Unplug } from 'lucide-react';
import { useAppState } from '../../state/app-context.ts';
import { formatAgo } from '../../ui/format/ago.ts';
import { Strip } from '../../ui/strip.tsx';
import { useNow } from '../../ui/use-now.ts';

/** While the core cannot be reached: nothing on the board is news, and nothing can be done. */
export function CoreStrip() {
  const lost = useAppState((state) => state.core.status === 'lost');
  return lost ? <LostCore /> : null;
}

function LostCore() {
  const { since, problem } = useAppState((state) => state.core);
  const now = useNow(1000);
  return (
    <Strip tone="error" role="alert" icon={<Unplug size={16} aria-hidden />}>
      <b>The console’s core cannot be reached.</b> What is shown is from{' '}
      <span aria-hidden>{formatAgo(since, now)}</span>
      <span className="visually-hidden">before</span>; jobs that were under way go on without this
      window. It is tried again until it answers.
      {problem ? ` ${problem.message}` : null}
    </Strip>
  );
}
