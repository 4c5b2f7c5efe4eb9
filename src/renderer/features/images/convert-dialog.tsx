import { useEffect, useState } from 'react';
import type { AppError } from '../../../shared/app-error.ts';
import type { Conversion, ConversionRequest } from '../../../shared/images/conversion.ts';
import type { ImagesOverview } from '../../../shared/images/overview.ts';
import { useApp, useAppState } from '../../state/app-context.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorBox } from '../../ui/error-box.tsx';
import { plural } from '../../ui/format/plural.ts';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { Picker } from '../../ui/picker.tsx';
import { TextInput } from '../../ui/text-input.tsx';
import { ConversionPreview } from './conversion-preview.tsx';
import { imageSources } from './image-sources.ts';
import { VmChoice } from './vm-choice.tsx';
import './convert.css';

/** Chooses VMs that shall boot from an image, and shows what is written where before it is. */
export function ConvertDialog(props: {
  serverId: string;
  overview: ImagesOverview;
  onClose: () => void;
  onBegun: () => void;
}) {
  const { serverId, overview } = props;
  const { transport } = useApp();
  const hosts = useAppState((state) => state.site.hosts);
  const sources = imageSources(overview);
  const [source, setSource] = useState(sources[0]?.value ?? '');
  const [group, setGroup] = useState('canary');
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const [shown, setShown] = useState<readonly Conversion[] | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const of = sources.find(({ value }) => value === source);
  const request: ConversionRequest | null =
    of && picked.size > 0
      ? {
          ...{ role: of.role, digest: of.digest, channel: of.channel, group: group.trim() },
          vms: [...picked].map((key) => JSON.parse(key)),
        }
      : null;
  // By value: the wish is put together anew with every render.
  const key = request ? JSON.stringify(request) : null;
  useEffect(() => {
    setShown(null);
    setError(null);
    if (key === null) return;
    let stopped = false;
    void transport
      .invoke('clients.preview', { serverId, request: JSON.parse(key) })
      .then((answer) => {
        if (stopped) return;
        setShown(answer.ok ? answer.value.vms : null);
        setError(answer.ok ? null : answer.error);
      });
    return () => {
      stopped = true;
    };
  }, [transport, serverId, key]);

  async function start(): Promise<void> {
    if (!request) return;
    setBusy(true);
    const answer = await transport.invoke('clients.convert', { serverId, request });
    setBusy(false);
    if (!answer.ok) {
      setError(answer.error);
      return;
    }
    props.onBegun();
    props.onClose();
  }
  const troubled = shown?.filter(({ troubles }) => troubles.length > 0).length ?? 0;
  const blocked =
    picked.size === 0
      ? 'Choose at least one VM.'
      : shown === null
        ? 'What would be written is not known yet.'
        : troubled > 0
          ? `${plural(troubled, 'VM')} cannot be a client: see why below.`
          : null;
  return (
    <ModalDialog
      title="Let VMs boot from an image"
      width="l"
      onClose={props.onClose}
      actions={
        <>
          <Button onPress={props.onClose}>Cancel</Button>
          <Button look="primary" busy={busy} blocked={blocked} onPress={() => void start()}>
            {picked.size > 1 ? `Make ${picked.size} VMs clients` : 'Make it a client'}
          </Button>
        </>
      }
    >
      <p className="images-lead">
        A VM runs on as it is until its next start; then it boots the image. Its own disks stay as
        they are, and so does its present configuration, beside the new one.
      </p>
      <div className="images-form">
        <Picker label="Image" value={source} options={sources} onChange={setSource} />
        <TextInput label="Group" value={group} onChange={setGroup} />
      </div>
      <VmChoice taken={overview.clients.map(({ id }) => id)} picked={picked} onPick={setPicked} />
      {error ? <ErrorBox error={error} title="No VM was changed" /> : null}
      {shown ? <ConversionPreview vms={shown} hostLabel={(id) => hosts[id]?.label ?? id} /> : null}
    </ModalDialog>
  );
}
