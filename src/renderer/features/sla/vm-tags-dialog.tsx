import { useState } from 'react';
import type { AppError } from '../../../shared/app-error.ts';
import { tagSchema } from '../../../shared/sla/objective.ts';
import { openDialog } from '../../state/actions/view-actions.ts';
import { useApp } from '../../state/app-context.ts';
import type { Dialog } from '../../state/view.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorBox } from '../../ui/error-box.tsx';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { TextInput } from '../../ui/text-input.tsx';

/** A VM's tags, as words. The console keeps them; nothing on a host changes. */
export function VmTagsDialog({ dialog }: { dialog: Dialog & { kind: 'vm-tags' } }) {
  const { store, transport } = useApp();
  const [text, setText] = useState(dialog.tags.join(' '));
  const [error, setError] = useState<AppError | null>(null);
  const tags = text.split(/[\s,]+/).filter((word) => word !== '');
  const odd = tags.find((tag) => !tagSchema.safeParse(tag).success);
  const close = () => openDialog(store, null);

  async function save() {
    const answer = await transport.invoke('vms.tag', { vm: dialog.vm, tags });
    if (answer.ok) close();
    else setError(answer.error);
  }

  return (
    <ModalDialog
      title={`Tags of ${dialog.vm.name}`}
      width="s"
      onClose={close}
      actions={
        <>
          <Button onPress={close}>Cancel</Button>
          <Button look="primary" blocked={odd ? oddText(odd) : null} onPress={() => void save()}>
            Save
          </Button>
        </>
      }
    >
      <TextInput
        label="Tags"
        autoFocus
        value={text}
        onChange={setText}
        placeholder="production web"
        description="Words with spaces between them, kept by this console. An objective for a tag holds for all VMs that carry it."
        error={odd ? oddText(odd) : null}
      />
      {error ? <ErrorBox error={error} title="The tags were not kept" /> : null}
    </ModalDialog>
  );
}

function oddText(tag: string): string {
  return `“${tag}” is no tag: letters, digits, dots, hyphens, at most 40.`;
}
