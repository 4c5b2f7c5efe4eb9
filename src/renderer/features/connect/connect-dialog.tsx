import type { ReactNode } from 'react';
import { useAppState } from '../../state/app-context.ts';
import { Button } from '../../ui/button.tsx';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import type { HostForm } from './use-host-form.ts';

/** The frame of a dialog that connects a machine: what it is reached as, its form, Connect. */
export function ConnectDialog(props: {
  title: string;
  /** How it is reached, and what happens there. */
  lead: ReactNode;
  form: Pick<HostForm, 'busy' | 'send'>;
  onClose: () => void;
  children: ReactNode;
}) {
  const { title, lead, form, onClose, children } = props;
  const onDemo = useAppState((state) => state.site.kind === 'demo');
  return (
    <ModalDialog
      title={title}
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button look="primary" busy={form.busy} onPress={form.send}>
            Connect
          </Button>
        </>
      }
    >
      <div className="form">
        <p className="lead">
          {lead}
          {onDemo ? ' The demo site is left; you can come back to it at any time.' : null}
        </p>
        {children}
      </div>
    </ModalDialog>
  );
}
