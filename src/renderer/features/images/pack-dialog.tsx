import { useState } from 'react';
import type { AppError } from '../../../shared/app-error.ts';
import type { ImagesOverview } from '../../../shared/images/overview.ts';
import { useApp } from '../../state/app-context.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorBox } from '../../ui/error-box.tsx';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { Picker } from '../../ui/picker.tsx';
import { shortDigest } from './image-text.ts';
import { PackCostText } from './pack-cost.tsx';

type Image = ImagesOverview['images'][number];

/** Keeps a version that nobody uses as a patch of another. */
export function PackDialog(props: {
  serverId: string;
  image: Image;
  /** All of the role, newest first. */
  versions: readonly Image[];
  onClose: () => void;
  onPacked: () => void;
}) {
  const { serverId, image, versions } = props;
  const { transport } = useApp();
  const { role, digest } = image.manifest;
  const others = versions.filter((one) => one !== image);
  // The next newer is what it differs least from, and likely to stay.
  const [from, setFrom] = useState(
    (versions[versions.indexOf(image) - 1] ?? others[0] ?? image).manifest.digest,
  );
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  async function pack(): Promise<void> {
    setBusy(true);
    const answer = await transport.invoke('images.pack', { serverId, role, digest, from });
    setBusy(false);
    if (!answer.ok) {
      setError(answer.error);
      return;
    }
    props.onPacked();
    props.onClose();
  }
  return (
    <ModalDialog
      title={`Keep ${shortDigest(digest)} as a patch?`}
      role="alertdialog"
      onClose={props.onClose}
      actions={
        <>
          <Button autoFocus onPress={props.onClose}>
            Keep it whole
          </Button>
          <Button look="primary" busy={busy} onPress={() => void pack()}>
            Keep it as a patch
          </Button>
        </>
      }
    >
      <Picker
        label="A patch of"
        value={from}
        options={others.map(({ manifest }) => ({
          value: manifest.digest,
          label: `${shortDigest(manifest.digest)}, ${manifest.origin}`,
        }))}
        onChange={setFrom}
      />
      <PackCostText {...{ serverId, role, digest, from }} />
      <p>
        No client can boot it until it is made whole again, which takes seconds and is checked
        against its digest. {shortDigest(from)} cannot be deleted as long.
      </p>
      {error ? <ErrorBox error={error} title="It was not packed" /> : null}
    </ModalDialog>
  );
}
