import { vmsOfJob } from '../../../shared/model/vms-of-job.ts';
import { call } from '../../state/actions/call.ts';
import { openDialog } from '../../state/actions/view-actions.ts';
import { useApp, useAppState } from '../../state/app-context.ts';
import { Button } from '../../ui/button.tsx';
import { ModalDialog } from '../../ui/modal-dialog.tsx';

/** An undecided job protects its VM: letting it go needs a user who has looked. */
export function DismissUndecidedDialog({ jobId }: { jobId: string }) {
  const services = useApp();
  const job = useAppState((state) => state.site.jobs[jobId]);
  const close = () => openDialog(services.store, null);
  const vm = (job && vmsOfJob(job.spec)[0]?.name) ?? 'the VM';
  return (
    <ModalDialog
      title={`Have you looked at both hosts for ${vm}?`}
      role="alertdialog"
      tone="danger"
      width="s"
      onClose={close}
      actions={
        <>
          <Button autoFocus onPress={close}>
            Keep it
          </Button>
          <Button
            look="danger"
            onPress={() => {
              close();
              void call(services, 'Could not dismiss the job', 'jobs.dismiss', { jobId });
            }}
          >
            I have looked: dismiss
          </Button>
        </>
      }
    >
      <p>
        What became of it is not known. Until it is, the console neither moves nor starts {vm}: if
        it ran on two hosts at once, they would destroy its disks.
      </p>
      <p className="dialog-hint">
        Compare <code>xl list</code> on both hosts. Dismissing changes nothing there; it only lets
        go of the VM.
      </p>
    </ModalDialog>
  );
}
