import { useState } from 'react';
import type { AppError } from '../../../shared/app-error.ts';
import type { ImagesOverview } from '../../../shared/images/overview.ts';
import type { Host } from '../../../shared/model/host.ts';
import { useApp, useAppState } from '../../state/app-context.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorBox } from '../../ui/error-box.tsx';
import { plural } from '../../ui/format/plural.ts';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { imageSources } from './image-sources.ts';
import { NewClientsFields } from './new-clients-form.tsx';
import { NewClientsList } from './new-clients-preview.tsx';
import { type NewClientsForm, newClientsWish } from './new-clients-wish.ts';
import { useNewClients } from './use-new-clients.ts';
import './convert.css';

/** Makes many clients at once: new VMs on chosen hosts, or machines by their network cards. */
export function NewClientsDialog(props: {
  serverId: string;
  overview: ImagesOverview;
  onClose: () => void;
  onBegun: () => void;
}) {
  const { serverId, overview } = props;
  const { transport } = useApp();
  const hosts = useAppState((state) => state.site.hosts);
  const sources = imageSources(overview);
  const [seed] = useState(() => crypto.randomUUID());
  const [form, setForm] = useState<NewClientsForm>(() => ({
    ...{ kind: 'xen-vm', names: '', count: '', source: sources[0]?.value ?? '', group: 'rest' },
    ...{ list: '', drive: 'nfs', device: '', type: 'pvh', memoryMiB: '512', vcpus: '1' },
    ...{ bridge: firstBridge(hosts), autostart: true, start: true, hosts: new Set<string>() },
  }));
  const [error, setError] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const source = sources.find(({ value }) => value === form.source);
  const wish = newClientsWish(
    form,
    source && { role: source.role, digest: source.digest, channel: source.channel },
    seed,
  );
  const looked = useNewClients(serverId, wish.request);
  const { shown } = looked;
  const count = shown?.machines.length ?? 0;

  async function make(): Promise<void> {
    if (!wish.request || shown?.agreed == null) return;
    setBusy(true);
    const { request } = wish;
    const answer = await transport.invoke('clients.create', {
      ...{ serverId, request, agreed: shown.agreed },
    });
    setBusy(false);
    if (!answer.ok) {
      setError(answer.error);
      looked.lookAgain();
      return;
    }
    props.onBegun();
    props.onClose();
  }

  const blocked = !wish.request
    ? wish.why
    : shown === null
      ? 'What would be made is not known yet.'
      : shown.agreed === null
        ? 'They cannot be made: see why below.'
        : null;
  return (
    <ModalDialog
      title="New clients"
      width="l"
      onClose={props.onClose}
      actions={
        <>
          <Button onPress={props.onClose}>Cancel</Button>
          <Button look="primary" busy={busy} blocked={blocked} onPress={() => void make()}>
            {count > 0 ? `Make ${plural(count, 'client')}` : 'Make them'}
          </Button>
        </>
      }
    >
      <NewClientsFields
        form={form}
        overview={overview}
        onChange={(changes) => {
          setError(null);
          setForm((before) => ({ ...before, ...changes }));
        }}
      />
      {error || looked.error ? (
        <ErrorBox error={(error ?? looked.error) as AppError} title="Nothing was made" />
      ) : null}
      {shown ? (
        <NewClientsList preview={shown} hostLabel={(id) => hosts[id]?.label ?? id} />
      ) : (
        <p className="images-sub" role="status">
          {wish.request ? 'Looking at what would be made…' : wish.why}
        </p>
      )}
    </ModalDialog>
  );
}

/** What most hosts have: a guess that can be typed over. */
function firstBridge(hosts: Readonly<Record<string, Host>>): string {
  const counts = new Map<string, number>();
  for (const { facts } of Object.values(hosts)) {
    for (const bridge of facts?.bridges ?? []) counts.set(bridge, (counts.get(bridge) ?? 0) + 1);
  }
  return [...counts].toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? 'xenbr0';
}
