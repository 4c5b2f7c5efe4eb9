import { useCallback, useEffect, useState } from 'react';
import type { AppError } from '../../../shared/app-error.ts';
import type { ImagesOverview } from '../../../shared/images/overview.ts';
import type { RepairOutcome, SetAside } from '../../../shared/images/repair.ts';
import { useApp } from '../../state/app-context.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorBox } from '../../ui/error-box.tsx';
import { formatBytes } from '../../ui/format/memory.ts';
import { momentText } from '../../ui/format/moment.ts';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { RepairOutcomes } from './repair-outcomes.tsx';

/** The drives that were set aside: since when, how large, and the way back for each. */
export function SetAsideDialog(props: {
  serverId: string;
  overview: ImagesOverview;
  onClose: () => void;
  onChanged: () => void;
}) {
  const { serverId, overview } = props;
  const { transport } = useApp();
  const [drives, setDrives] = useState<readonly SetAside[] | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const [asked, setAsked] = useState<SetAside | null>(null);
  const [busy, setBusy] = useState(false);
  const [outcomes, setOutcomes] = useState<readonly RepairOutcome[]>([]);
  const look = useCallback(async () => {
    const answer = await transport.invoke('repair.setAside', { serverId });
    if (answer.ok) setDrives(answer.value.drives);
    else setError(answer.error);
  }, [transport, serverId]);
  useEffect(() => void look(), [look]);

  async function putBack({ client, path }: SetAside): Promise<void> {
    setBusy(true);
    setError(null);
    const answer = await transport.invoke('repair.putBack', { serverId, client, path });
    setBusy(false);
    setAsked(null);
    if (answer.ok) setOutcomes(answer.value.outcomes);
    else setError(answer.error);
    props.onChanged();
    await look();
  }
  const folderOf = (client: string) =>
    overview.clients.find(({ id }) => id === client)?.driveFolder ?? null;
  return (
    <ModalDialog
      title="Drives that were set aside"
      width="l"
      onClose={props.onClose}
      actions={<Button onPress={props.onClose}>Close</Button>}
    >
      {error ? <ErrorBox error={error} /> : null}
      {outcomes.length > 0 ? <RepairOutcomes outcomes={outcomes} /> : null}
      {drives === null && !error ? (
        <p role="status">
          <Spinner /> Looking what lies there, and how large it is…
        </p>
      ) : null}
      {drives?.length === 0 ? (
        <p>
          None. A reset sets a client’s drive aside instead of deleting it; it is found here then.
        </p>
      ) : null}
      {drives && drives.length > 0 ? (
        <>
          <p>Nothing here goes away by itself. Delete on the server what nobody needs any more.</p>
          <table className="images-table" aria-label="Drives">
            <tbody>
              {drives.map((drive) => (
                <tr key={drive.path}>
                  <td>
                    {drive.client}
                    <div className="images-sub">{momentText(drive.at)}</div>
                  </td>
                  <td>
                    <code>{drive.path}</code>
                  </td>
                  <td>{formatBytes(drive.bytes)}</td>
                  <td className="images-actions">
                    <Button
                      size="s"
                      label={`Put back: ${drive.client}, ${momentText(drive.at)}`}
                      blocked={folderOf(drive.client) ? null : 'Its client is gone.'}
                      onPress={() => setAsked(drive)}
                    >
                      Put back…
                    </Button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      ) : null}
      {asked ? (
        <div className="images-ask" role="alertdialog" aria-label={`Put ${asked.client} back?`}>
          <p>
            <code>{asked.path}</code> becomes <code>{folderOf(asked.client)}</code> again. What lies
            there now is set aside in its turn, and {asked.client} reboots.
          </p>
          <Button autoFocus onPress={() => setAsked(null)}>
            Leave it
          </Button>
          <Button look="primary" busy={busy} onPress={() => void putBack(asked)}>
            Put it back and reboot
          </Button>
        </div>
      ) : null}
    </ModalDialog>
  );
}
