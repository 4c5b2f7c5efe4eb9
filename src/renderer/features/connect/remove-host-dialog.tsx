import { useEffect, useState } from 'react';
import type { AppError } from '../../../shared/app-error.ts';
import type { HostKey } from '../../../shared/model/connection.ts';
import type { Host } from '../../../shared/model/host.ts';
import { openDialog } from '../../state/actions/view-actions.ts';
import { useApp, useAppState } from '../../state/app-context.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorBox } from '../../ui/error-box.tsx';
import { Fingerprint } from '../../ui/fingerprint.tsx';
import { plural } from '../../ui/format/plural.ts';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import './remove-host.css';

export function RemoveHostDialog({ hostId }: { hostId: string }) {
  const host = useAppState((state) => state.site.hosts[hostId]);
  return host ? <RemoveHost host={host} /> : null;
}

function usePinnedKey(hostId: string): HostKey | null {
  const { transport } = useApp();
  const [key, setKey] = useState<HostKey | null>(null);
  useEffect(() => {
    let wanted = true;
    void transport.invoke('hosts.pinnedKey', { hostId }).then((answer) => {
      if (wanted && answer.ok) setKey(answer.value.key);
    });
    return () => {
      wanted = false;
    };
  }, [transport, hostId]);
  return key;
}

function RemoveHost({ host }: { host: Host }) {
  const { store, transport } = useApp();
  const vmCount = useAppState((state) => Object.keys(state.site.vms[host.id] ?? {}).length);
  const key = usePinnedKey(host.id);
  const [refusal, setRefusal] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const close = () => openDialog(store, null);
  const remove = async () => {
    setBusy(true);
    const answer = await transport.invoke('hosts.remove', { hostId: host.id });
    setBusy(false);
    if (answer.ok) close();
    else setRefusal(answer.error);
  };
  const { user, address, port } = host.access;
  return (
    <ModalDialog
      title={`Remove ${host.label} from the console?`}
      role="alertdialog"
      tone="danger"
      onClose={close}
      actions={
        <>
          <Button onPress={close} autoFocus>
            Keep it
          </Button>
          <Button look="danger" busy={busy} onPress={() => void remove()}>
            Remove
          </Button>
        </>
      }
    >
      <div className="remove-host">
        {refusal ? <ErrorBox error={refusal} /> : null}
        <p>
          <b>Nothing on the host changes.</b>{' '}
          {vmCount > 0
            ? `Its ${plural(vmCount, 'VM')} and their configuration stay as they are.`
            : 'What is on it stays as it is.'}
        </p>
        <div>
          <p>This console forgets:</p>
          <ul>
            <li>
              how it is reached:{' '}
              <code>
                {user}@{address}:{port}
              </code>
            </li>
            <li>a password or passphrase that was kept for it</li>
            <li>
              {key ? (
                <>
                  its pinned host key, which you would have to compare again:
                  <Fingerprint hostKey={key} size="s" />
                </>
              ) : (
                'its pinned host key, if it has one'
              )}
            </li>
          </ul>
        </div>
      </div>
    </ModalDialog>
  );
}
