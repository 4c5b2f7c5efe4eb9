import { useEffect, useState } from 'react';
import type { AppError } from '../../../shared/app-error.ts';
import type { HostClientRequest, PlannedHostClient } from '../../../shared/images/host-client.ts';
import { macSchema } from '../../../shared/images/names.ts';
import type { ImagesOverview } from '../../../shared/images/overview.ts';
import { useApp, useAppState } from '../../state/app-context.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { ErrorBox } from '../../ui/error-box.tsx';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { Picker } from '../../ui/picker.tsx';
import { TextInput } from '../../ui/text-input.tsx';
import { imageSources } from './image-sources.ts';
import './convert.css';

/** Makes a host of the console a client: its file is written, and what its boot needs is shown. */
export function HostClientDialog(props: {
  serverId: string;
  overview: ImagesOverview;
  onClose: () => void;
  onAdded: () => void;
}) {
  const { serverId, overview } = props;
  const { transport } = useApp();
  const hosts = useAppState((state) => state.site.hosts);
  const known = Object.values(hosts).toSorted((a, b) => a.label.localeCompare(b.label));
  const sources = imageSources(overview);
  const first = sources.find(({ role }) => /dom0|xen/.test(role)) ?? sources[0];
  const [hostId, setHostId] = useState(known[0]?.id ?? '');
  const [source, setSource] = useState(first?.value ?? '');
  const [group, setGroup] = useState('canary');
  const [typedMac, setTypedMac] = useState('');
  const [planned, setPlanned] = useState<PlannedHostClient | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const of = sources.find(({ value }) => value === source);
  const macs = typedMac
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((word) => word !== '');
  const oddMac = macs.find((mac) => !macSchema.safeParse(mac).success);
  const request: HostClientRequest | null =
    of && hostId !== '' && oddMac === undefined
      ? {
          ...{ hostId, role: of.role, digest: of.digest, channel: of.channel },
          ...{ group: group.trim(), macs },
        }
      : null;
  // By value: the wish is put together anew with every render.
  const key = request ? JSON.stringify(request) : null;
  useEffect(() => {
    setPlanned(null);
    setError(null);
    if (key === null) return;
    let stopped = false;
    void transport
      .invoke('clients.previewHost', { serverId, request: JSON.parse(key) })
      .then((answer) => {
        if (stopped) return;
        setPlanned(answer.ok ? answer.value : null);
        setError(answer.ok ? null : answer.error);
      });
    return () => {
      stopped = true;
    };
  }, [transport, serverId, key]);

  async function add(): Promise<void> {
    if (!request) return;
    setBusy(true);
    const answer = await transport.invoke('clients.addHost', { serverId, request });
    setBusy(false);
    if (!answer.ok) {
      setError(answer.error);
      return;
    }
    props.onAdded();
    props.onClose();
  }
  const blocked =
    oddMac !== undefined
      ? `“${oddMac}” is no MAC address.`
      : planned === null
        ? 'What would be written is not known yet.'
        : (planned.troubles[0] ?? null);
  return (
    <ModalDialog
      title="Let a Xen host boot from an image"
      width="l"
      onClose={props.onClose}
      actions={
        <>
          <Button onPress={props.onClose}>Cancel</Button>
          <Button look="primary" busy={busy} blocked={blocked} onPress={() => void add()}>
            Make it a client
          </Button>
        </>
      }
    >
      <p className="images-lead">
        The host runs on as it is, and so do its VMs. Rollouts then move its VMs away before they
        reboot it, and never reboot it while one runs there.
      </p>
      <div className="images-form">
        <Picker
          label="Xen host"
          value={hostId}
          options={known.map(({ id, label }) => ({ value: id, label }))}
          onChange={setHostId}
        />
        <Picker label="Image" value={source} options={sources} onChange={setSource} />
        <TextInput label="Group" value={group} onChange={setGroup} />
        <TextInput label="MAC it boots by (optional)" value={typedMac} onChange={setTypedMac} />
      </div>
      {error ? <ErrorBox error={error} title="No host was changed" /> : null}
      {planned?.troubles.map((why) => (
        <p key={why} className="images-trouble">
          {why}
        </p>
      ))}
      {planned?.client ? (
        <section aria-label="What is written where">
          <h3>What is written where</h3>
          <p className="images-sub">
            On the image server: <code>clients/{planned.client.id}.json</code>, with the drive{' '}
            <code>state/{planned.client.id}</code>
            {planned.bootFiles.map((path) => (
              <span key={path}>
                , and <code>{path}</code>
              </span>
            ))}
            . Nothing is written on the host itself.
          </p>
          <p className="images-sub">Its boot has to give dom0’s kernel these arguments:</p>
          <p className="images-command">
            <code>{planned.kernelArguments}</code>
            <CopyButton text={planned.kernelArguments ?? ''} />
          </p>
        </section>
      ) : null}
    </ModalDialog>
  );
}
