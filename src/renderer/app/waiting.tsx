import { useAppState } from '../state/app-context.ts';
import { ErrorBox } from '../ui/error-box.tsx';
import { Logo } from '../ui/logo.tsx';
import './waiting.css';

/** Before the first snapshot: normally a moment. */
export function Waiting() {
  const problem = useAppState((state) => state.core.problem);
  const lost = useAppState((state) => state.core.status === 'lost');
  return (
    <div className="waiting">
      <Logo size={44} />
      <p role="status">
        {lost ? 'The console’s core cannot be reached. Trying again…' : 'Reading the site…'}
      </p>
      {problem ? <ErrorBox error={problem} /> : null}
    </div>
  );
}
