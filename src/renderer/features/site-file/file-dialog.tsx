import type { ReactNode } from 'react';
import type { AppError } from '../../../shared/app-error.ts';
import { openDialog } from '../../state/actions/view-actions.ts';
import { useApp } from '../../state/app-context.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorBox } from '../../ui/error-box.tsx';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { WorkProgress } from './work-progress.tsx';
import './site-file.css';

/** The form of a site file to be saved or opened; while that is done, how far it is. */
export function FileDialog(props: {
  title: string;
  action: string;
  busy: boolean;
  refusal: AppError | null;
  onSubmit: () => Promise<void>;
  children: ReactNode;
}) {
  const { title, action, busy, refusal, onSubmit, children } = props;
  const { store, transport } = useApp();

  function close(): void {
    if (busy) void transport.invoke('siteFile.cancel', {});
    else openDialog(store, null);
  }

  return (
    <ModalDialog
      title={title}
      onClose={close}
      actions={
        <>
          <Button onPress={close}>Cancel</Button>
          <Button look="primary" busy={busy} onPress={() => void onSubmit()}>
            {action}
          </Button>
        </>
      }
    >
      {busy ? (
        <WorkProgress />
      ) : (
        <form
          className="form"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            void onSubmit();
          }}
        >
          {refusal ? <ErrorBox error={refusal} /> : null}
          {children}
          <button type="submit" hidden />
        </form>
      )}
    </ModalDialog>
  );
}
