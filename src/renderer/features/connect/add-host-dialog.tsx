import { openDialog } from '../../state/actions/view-actions.ts';
import { useApp, useAppState } from '../../state/app-context.ts';
import { Button } from '../../ui/button.tsx';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { emptyHostFields } from './host-fields.ts';
import { HostFormView } from './host-form-view.tsx';
import { submitHost } from './submit-host.ts';
import { useHostForm } from './use-host-form.ts';
import { useSuggestions } from './use-suggestions.ts';

export function AddHostDialog() {
  const services = useApp();
  const onDemo = useAppState((state) => state.site.kind === 'demo');
  const suggestions = useSuggestions();
  const close = () => openDialog(services.store, null);
  const form = useHostForm({
    initial: emptyHostFields,
    hostId: null,
    async submit(input) {
      const refusal = await submitHost(services, input);
      if (!refusal) close();
      return refusal;
    },
  });
  return (
    <ModalDialog
      title="Connect a host"
      onClose={close}
      actions={
        <>
          <Button onPress={close}>Cancel</Button>
          <Button look="primary" busy={form.busy} onPress={form.send}>
            Connect
          </Button>
        </>
      }
    >
      <div className="form">
        <p className="lead">
          It is reached over SSH, as <code>root</code> or as an account with <code>sudo</code>.
          Nothing is installed there.
          {onDemo ? ' The demo site is left; you can come back to it at any time.' : null}
        </p>
        <HostFormView form={form} suggestions={suggestions} autoFocus />
      </div>
    </ModalDialog>
  );
}
