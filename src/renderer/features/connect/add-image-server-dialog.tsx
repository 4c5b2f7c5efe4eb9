import { useState } from 'react';
import { rootSchema } from '../../../shared/model/image-server.ts';
import { openDialog } from '../../state/actions/view-actions.ts';
import { useApp, useAppState } from '../../state/app-context.ts';
import { Button } from '../../ui/button.tsx';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { TextInput } from '../../ui/text-input.tsx';
import { emptyHostFields } from './host-fields.ts';
import { HostFormView } from './host-form-view.tsx';
import { useHostForm } from './use-host-form.ts';

export function AddImageServerDialog() {
  const { store, transport } = useApp();
  const onDemo = useAppState((state) => state.site.kind === 'demo');
  const [root, setRoot] = useState('/srv/stateless');
  const close = () => openDialog(store, null);
  const checked = rootSchema.safeParse(root.trim());
  const form = useHostForm({
    initial: emptyHostFields,
    hostId: null,
    onBoard: false,
    async submit({ label, access }) {
      if (!checked.success) return null;
      const input = { label, access, root: checked.data };
      const answer = await transport.invoke('images.addServer', input);
      if (!answer.ok) return answer.error;
      close();
      return null;
    },
  });
  return (
    <ModalDialog
      title="Add an image server"
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
          Any Linux machine, reached over SSH as <code>root</code> or with <code>sudo</code>.
          Nothing is installed or changed there before you say so.
          {onDemo ? ' The demo site is left; you can come back to it at any time.' : null}
        </p>
        <HostFormView form={form} suggestions={null} autoFocus />
        <TextInput
          label="Folder for its images"
          value={root}
          onChange={setRoot}
          description="Made on request if it is not there."
          error={checked.success ? null : (checked.error.issues[0]?.message ?? null)}
        />
      </div>
    </ModalDialog>
  );
}
