import type { AppError } from '../../../shared/app-error.ts';
import type { MethodInput } from '../../../shared/contract/methods.ts';
import type { AppServices } from '../app-context.ts';
import { emptySelection } from '../selection.ts';
import { patchView } from './view-actions.ts';

/** Queues moves, and shows their jobs in place of the question; else gives why they were refused. */
export async function startMoves(
  { store, transport }: AppServices,
  moves: MethodInput<'moves.start'>['moves'],
): Promise<AppError | null> {
  const answer = await transport.invoke('moves.start', { moves });
  if (!answer.ok) return answer.error;
  store.setState({ selection: emptySelection });
  patchView(store, { dialog: null, trayOpen: true });
  return null;
}
