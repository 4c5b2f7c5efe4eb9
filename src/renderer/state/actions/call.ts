import type { MethodInput, MethodName, MethodOutput } from '../../../shared/contract/methods.ts';
import type { AppServices } from '../app-context.ts';
import { notifyError } from './notify.ts';

/**
 * Asks the core, and tells the user when it fails. `tried` names the act: "Could not cancel".
 * Null when it failed.
 */
export async function call<M extends MethodName>(
  { store, transport }: AppServices,
  tried: string,
  method: M,
  input: MethodInput<M>,
): Promise<MethodOutput<M> | null> {
  const answer = await transport.invoke(method, input);
  if (answer.ok) return answer.value;
  notifyError(store, tried, answer.error);
  return null;
}
