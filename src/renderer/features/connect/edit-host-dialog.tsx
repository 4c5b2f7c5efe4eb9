import type { Host } from '../../../shared/model/host.ts';
import { openDialog } from '../../state/actions/view-actions.ts';
import { useApp, useAppState } from '../../state/app-context.ts';
import { Button } from '../../ui/button.tsx';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { hostFieldsOf } from './host-fields.ts';
import { HostFormView } from './host-form-view.tsx';
import { useHostForm } from './use-host-form.ts';

export function EditHostDialog({ hostId }: { hostId: string }) {
  const host = useAppState((state) => state.site.hosts[hostId]);
  return host ? <EditHost host={host} /> : null;
}

function EditHost({ host }: { host: Host }) {
  const { store, transport } = useApp();
  const close = () => openDialog(store, null);
  const form = useHostForm({
    initial: hostFieldsOf(host),
    hostId: host.id,
    async submit(input) {
      const answer = await transport.invoke('hosts.update', { ...input, hostId: host.id });
      if (!answer.ok) return answer.error;
      close();
      return null;
    },
  });
  return (
    <ModalDialog
      title={`How ${host.label} is reached`}
      onClose={close}
      actions={
        <>
          <Button onPress={close}>Cancel</Button>
          <Button look="primary" busy={form.busy} onPress={form.send}>
            Save and connect
          </Button>
        </>
      }
    >
      <HostFormView form={form} suggestions={null} autoFocus />
    </ModalDialog>
  );
}
