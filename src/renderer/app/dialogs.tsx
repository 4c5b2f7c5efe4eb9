import { AddHostDialog } from '../features/connect/add-host-dialog.tsx';
import { AddImageServerDialog } from '../features/connect/add-image-server-dialog.tsx';
import { EditHostDialog } from '../features/connect/edit-host-dialog.tsx';
import { RemoveHostDialog } from '../features/connect/remove-host-dialog.tsx';
import { ShortcutsDialog } from '../features/help/shortcuts-dialog.tsx';
import { DeleteMadeDialog } from '../features/jobs/delete-made-dialog.tsx';
import { DismissUndecidedDialog } from '../features/jobs/dismiss-undecided-dialog.tsx';
import { ConfirmMoveDialog } from '../features/move/confirm-move-dialog.tsx';
import { MoveToDialog } from '../features/move/move-to-dialog.tsx';
import { RefusedMoveDialog } from '../features/move/refused-move-dialog.tsx';
import { FencingDialog } from '../features/outage/fencing-dialog.tsx';
import { RestartDialog } from '../features/outage/restart-dialog.tsx';
import { ConfirmPowerDialog } from '../features/power/confirm-power-dialog.tsx';
import { SearchPalette } from '../features/search/search-palette.tsx';
import { SettingsDialog } from '../features/settings/settings-dialog.tsx';
import { OpenFileDialog } from '../features/site-file/open-file-dialog.tsx';
import { SaveFileDialog } from '../features/site-file/save-file-dialog.tsx';
import { ConfirmStepDialog } from '../features/sla/confirm-step-dialog.tsx';
import { ObjectiveDialog } from '../features/sla/objective-dialog.tsx';
import { VmTagsDialog } from '../features/sla/vm-tags-dialog.tsx';
import { ChangesDialog } from '../features/travel/changes-dialog.tsx';
import { VmConfigDialog } from '../features/vm-config/vm-config-dialog.tsx';
import { useAppState } from '../state/app-context.ts';
import type { Dialog } from '../state/view.ts';

/** The open question, if any. The only place where dialogs of several features meet. */
export function Dialogs() {
  const dialog = useAppState((state) => state.view.dialog);
  return dialog ? <OpenDialog dialog={dialog} /> : null;
}

function OpenDialog({ dialog }: { dialog: Dialog }) {
  switch (dialog.kind) {
    case 'confirm-move':
      return <ConfirmMoveDialog dialog={dialog} />;
    case 'refused-move':
      return <RefusedMoveDialog dialog={dialog} />;
    case 'move-to':
      return <MoveToDialog dialog={dialog} />;
    case 'confirm-power':
      return <ConfirmPowerDialog dialog={dialog} />;
    case 'delete-made':
      return <DeleteMadeDialog jobId={dialog.jobId} />;
    case 'dismiss-undecided':
      return <DismissUndecidedDialog jobId={dialog.jobId} />;
    case 'add-host':
      return <AddHostDialog />;
    case 'add-image-server':
      return <AddImageServerDialog />;
    case 'edit-host':
      return <EditHostDialog hostId={dialog.hostId} />;
    case 'remove-host':
      return <RemoveHostDialog hostId={dialog.hostId} />;
    case 'restart-elsewhere':
      return <RestartDialog hostId={dialog.hostId} />;
    case 'fencing':
      return <FencingDialog hostId={dialog.hostId} />;
    case 'vm-config':
      return <VmConfigDialog vm={dialog.vm} />;
    case 'changes':
      return <ChangesDialog moments={dialog.moments} scope={dialog.scope ?? null} />;
    case 'objective':
      return <ObjectiveDialog dialog={dialog} />;
    case 'vm-tags':
      return <VmTagsDialog dialog={dialog} />;
    case 'confirm-step':
      return <ConfirmStepDialog proposal={dialog.proposal} />;
    case 'search':
      return <SearchPalette />;
    case 'open-file':
      return <OpenFileDialog />;
    case 'save-file':
      return <SaveFileDialog />;
    case 'settings':
      return <SettingsDialog />;
    case 'shortcuts':
      return <ShortcutsDialog />;
  }
}
