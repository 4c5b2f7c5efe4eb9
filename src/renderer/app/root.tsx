import { useAppState } from '../state/app-context.ts';
import { Shell } from './shell.tsx';
import { Waiting } from './waiting.tsx';

/** Chooses what fills the window. */
export function Root() {
  const loading = useAppState((state) => state.core.status === 'loading');
  const never = useAppState((state) => state.core.status === 'lost' && state.shape === 0);
  if (loading || never) return <Waiting />;
  return <Shell />;
}
