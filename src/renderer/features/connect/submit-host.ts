import type { AppError } from '../../../shared/app-error.ts';
import type { MethodInput } from '../../../shared/contract/methods.ts';
import { resetView } from '../../state/actions/view-actions.ts';
import type { AppServices } from '../../state/app-context.ts';

/** Adds a host; the core then shows the own site. Gives the refusal, or null. */
export async function submitHost(
  { store, transport }: AppServices,
  input: MethodInput<'hosts.add'>,
): Promise<AppError | null> {
  const fromDemo = store.getState().site.kind === 'demo';
  const answer = await transport.invoke('hosts.add', input);
  if (!answer.ok) return answer.error;
  if (fromDemo) resetView(store);
  return null;
}
