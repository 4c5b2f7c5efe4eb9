import { useState } from 'react';
import type { AppError } from '../../../shared/app-error.ts';
import type { ImagesOverview } from '../../../shared/images/overview.ts';
import { useApp } from '../../state/app-context.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorBox } from '../../ui/error-box.tsx';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { TextInput } from '../../ui/text-input.tsx';

/** What the machines of a role have in common, besides their images. */
export function RoleDialog(props: {
  serverId: string;
  role: ImagesOverview['roles'][number];
  onClose: () => void;
  onChanged: () => void;
}) {
  const { serverId } = props;
  // As it was when it was opened: its generation says so to the server.
  const [role] = useState(props.role);
  const { transport } = useApp();
  const [title, setTitle] = useState(role.title);
  const [healthCommand, setHealthCommand] = useState(role.healthCommand);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const isSame = title.trim() === role.title && healthCommand === role.healthCommand;
  async function save(): Promise<void> {
    setBusy(true);
    const { name, generation } = role;
    const answer = await transport.invoke('images.editRole', {
      ...{ serverId, role: name, generation, title: title.trim(), healthCommand },
    });
    setBusy(false);
    if (!answer.ok) {
      setError(answer.error);
      return;
    }
    props.onChanged();
    props.onClose();
  }
  const blocked =
    title.trim() === '' ? 'A role has a title.' : isSame ? 'Nothing was changed.' : null;
  return (
    <ModalDialog
      title={`The role ${role.name}`}
      onClose={props.onClose}
      actions={
        <>
          <Button onPress={props.onClose}>Cancel</Button>
          <Button look="primary" busy={busy} blocked={blocked} onPress={() => void save()}>
            Save
          </Button>
        </>
      }
    >
      {error ? <ErrorBox error={error} title="The role is as it was" /> : null}
      <TextInput label="Title" value={title} onChange={setTitle} />
      <TextArea
        label="Health command"
        rows={3}
        value={healthCommand}
        description="Each client runs it twice a minute, from its next look at the server on; exit status 0 is health. Empty: having booted is enough."
        onChange={setHealthCommand}
      />
    </ModalDialog>
  );
}
