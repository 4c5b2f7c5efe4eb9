import { useAppState } from '../state/app-context.ts';
import { Shell } from './shell.tsx';
import { Waiting } from './waiting.tsx';

/** The window; a core that never answered leaves nothing to put into it. */
export function Root() {
  const never = useAppState((state) => state.core.status === 'lost' && state.shape === 0);
  return never ? <Waiting /> : <Shell />;
}
