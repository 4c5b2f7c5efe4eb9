import type { AppState } from '../app-state.ts';
import type { ChangeScope, Dialog } from '../view.ts';

/** The dialog that tells what changed of a host or VM, up to what the board shows. */
export function changesOf({ travel }: Pick<AppState, 'travel'>, scope: ChangeScope): Dialog {
  const shown = travel?.shown?.at ?? null;
  return { kind: 'changes', moments: [shown, shown], scope };
}
