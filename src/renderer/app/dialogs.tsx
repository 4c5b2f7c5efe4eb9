import { useAppState } from '../state/app-context.ts';
import type { Dialog } from '../state/view.ts';

/** The open question, if any. The only place where dialogs of several features meet. */
export function Dialogs() {
  const dialog = useAppState((state) => state.view.dialog);
  return dialog ? <OpenDialog dialog={dialog} /> : null;
}

function OpenDialog({ dialog }: { dialog: Dialog }) {
  switch (dialog.kind) {
    default:
      return null;
  }
}
