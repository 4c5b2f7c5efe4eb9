import { useState } from 'react';
import { rootSchema } from '../../../shared/model/image-server.ts';
import { openDialog } from '../../state/actions/view-actions.ts';
import { useApp } from '../../state/app-context.ts';
import { TextInput } from '../../ui/text-input.tsx';
import { ConnectDialog } from './connect-dialog.tsx';
import { emptyHostFields } from './host-fields.ts';
import { HostFormView } from './host-form-view.tsx';
import { useHostForm } from './use-host-form.ts';

export function AddImageServerDialog() {
  const { store, transport } = useApp();
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
  const lead = (
    <>
      Any Linux machine, reached over SSH as <code>root</code> or with <code>sudo</code>. Nothing is
      installed or changed there before you say so.
    </>
  );
  return (
    <ConnectDialog title="Add an image server" lead={lead} form={form} onClose={close}>
      <HostFormView form={form} suggestions={null} autoFocus />
      <TextInput
        label="Folder for its images"
        value={root}
        onChange={setRoot}
        description="Made on request if it is not there."
        error={checked.success ? null : (checked.error.issues[0]?.message ?? null)}
      />
    </ConnectDialog>
  );
}
