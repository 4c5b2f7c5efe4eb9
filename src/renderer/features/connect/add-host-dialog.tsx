import { openDialog } from '../../state/actions/view-actions.ts';
import { useApp } from '../../state/app-context.ts';
import { ConnectDialog } from './connect-dialog.tsx';
import { emptyHostFields } from './host-fields.ts';
import { HostFormView } from './host-form-view.tsx';
import { submitHost } from './submit-host.ts';
import { useHostForm } from './use-host-form.ts';
import { useSuggestions } from './use-suggestions.ts';

export function AddHostDialog() {
  const services = useApp();
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
  const lead = (
    <>
      It is reached over SSH, as <code>root</code> or as an account with <code>sudo</code>. Nothing
      is installed there.
    </>
  );
  return (
    <ConnectDialog title="Connect a host" lead={lead} form={form} onClose={close}>
      <HostFormView form={form} suggestions={suggestions} autoFocus />
    </ConnectDialog>
  );
}
