import { useState } from 'react';
import type { AppError } from '../../../shared/app-error.ts';
import type { ImagesOverview } from '../../../shared/images/overview.ts';
import type { RepairOutcome } from '../../../shared/images/repair.ts';
import { useApp } from '../../state/app-context.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorBox } from '../../ui/error-box.tsx';
import { plural } from '../../ui/format/plural.ts';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { shortDigest } from './image-text.ts';
import { RepairOutcomes } from './repair-outcomes.tsx';

export type Repair = 'reboot' | 'reset';
type Client = ImagesOverview['clients'][number];

/** Says of each client what exactly will happen to it, and afterwards what did. */
export function RepairDialog(props: {
  serverId: string;
  repair: Repair;
  clients: readonly Client[];
  onClose: () => void;
  onDone: () => void;
}) {
  const { serverId, repair } = props;
  // As they were chosen: the list behind goes on. Those that are left alone first.
  const [clients] = useState(() =>
    props.clients.toSorted(
      (a, b) => Number(whyNot(a, repair) === null) - Number(whyNot(b, repair) === null),
    ),
  );
  const { transport } = useApp();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const [outcomes, setOutcomes] = useState<readonly RepairOutcome[] | null>(null);
  const touched = clients.filter((one) => whyNot(one, repair) === null);
  const many = clients.length === 1 ? (clients[0]?.id ?? '') : plural(clients.length, 'client');
  async function run(): Promise<void> {
    setBusy(true);
    setError(null);
    const ids = clients.map(({ id }) => id);
    const method = repair === 'reboot' ? 'repair.reboot' : 'repair.reset';
    const answer = await transport.invoke(method, { serverId, clients: ids });
    setBusy(false);
    if (answer.ok) setOutcomes(answer.value.outcomes);
    else setError(answer.error);
    props.onDone();
  }
  return (
    <ModalDialog
      title={
        repair === 'reboot' ? `Reboot ${many} into the right image?` : `Reset the state of ${many}?`
      }
      role="alertdialog"
      tone={repair === 'reset' ? 'danger' : 'plain'}
      width="l"
      onClose={props.onClose}
      actions={
        outcomes ? (
          <Button look="primary" autoFocus onPress={props.onClose}>
            Close
          </Button>
        ) : (
          <>
            <Button autoFocus onPress={props.onClose}>
              Leave it
            </Button>
            <Button
              look={repair === 'reset' ? 'danger' : 'primary'}
              busy={busy}
              blocked={touched.length > 0 ? null : 'None of them can be touched now.'}
              onPress={() => void run()}
            >
              {repair === 'reboot' ? 'Reboot' : 'Set aside and reboot'}
            </Button>
          </>
        )
      }
    >
      {error ? <ErrorBox error={error} title="It was not done" /> : null}
      {outcomes ? (
        <RepairOutcomes outcomes={outcomes} />
      ) : (
        <>
          <p>
            {repair === 'reboot'
              ? 'Each reads its order within half a minute and reboots into what it shall run. Its writable drive stays as it is. What runs there goes down meanwhile.'
              : 'The drive of each is renamed, with today’s date, and never deleted; an empty one with the same owner takes its place. Then the client reboots and begins anew, with what its image seeds. Until that reboot it goes on writing to the old drive: nothing is lost.'}
          </p>
          {touched.length < clients.length ? (
            <p>
              <strong>
                {touched.length} of {clients.length}
              </strong>{' '}
              can be touched now; the others are left alone.
            </p>
          ) : null}
          <ul className="images-fates" aria-label="What happens to each">
            {clients.map((client) => {
              const not = whyNot(client, repair);
              return (
                <li key={client.id} data-not={not !== null || undefined}>
                  <strong>{client.id}</strong> {not ?? fateText(client, repair)}
                </li>
              );
            })}
          </ul>
        </>
      )}
    </ModalDialog>
  );
}

/** As the core will judge; it looks once more. */
function whyNot(client: Client, repair: Repair): string | null {
  if (client.heldBy) return `is held by ${client.heldBy}, and left alone.`;
  if (repair === 'reset' && client.driveFolder === null) {
    return 'has a block device for its drive, which the server cannot set aside.';
  }
  const isSilent = client.drifts.includes('silent');
  return repair === 'reboot' && isSilent ? 'is silent: nobody there would read the order.' : null;
}

function fateText(client: Client, repair: Repair): string {
  const { desired, running, id, driveFolder } = client;
  if (repair === 'reset') {
    const when = client.drifts.includes('silent')
      ? 'uses the new one from its next boot on'
      : 'reboots';
    return `${driveFolder} goes to state/.set-aside/${id}/; it ${when}.`;
  }
  return desired === running
    ? `reboots into ${shortDigest(desired)}, which it runs now.`
    : `runs ${shortDigest(running)}, and reboots into ${shortDigest(desired)}.`;
}
