import { useState } from 'react';
import type { AppError } from '../../../shared/app-error.ts';
import type { ServerLack } from '../../../shared/images/advise-server.ts';
import type { ImageServer } from '../../../shared/model/image-server.ts';
import { call } from '../../state/actions/call.ts';
import { useApp } from '../../state/app-context.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorBox } from '../../ui/error-box.tsx';
import { formatMemory } from '../../ui/format/memory.ts';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { OwnWords } from '../../ui/own-words.tsx';
import { ActButton } from './act-button.tsx';
import { TimerPart } from './timer-part.tsx';

/** What an image server has and lacks, and how that is mended. */
export function ServerNeeds({ server }: { server: ImageServer }) {
  const services = useApp();
  const [asked, setAsked] = useState<ServerLack | null>(null);
  const { facts, lacks, problem, root } = server;
  return (
    <section className="images-body images-sides" aria-label="Server">
      <div>
        {problem ? <ErrorBox error={problem} title="It could not be looked at" /> : null}
        {facts || problem ? null : (
          <p>
            Images lie in <code>{root}</code>. What the machine has and lacks is looked at while it
            is connected.
          </p>
        )}
        {facts ? (
          <dl className="images-facts">
            <dt>System</dt>
            <dd>{facts.systemName || 'not told'}</dd>
            <dt>Images lie in</dt>
            <dd>
              <code>{root}</code>
            </dd>
            <dt>Space there</dt>
            <dd>
              {facts.freeKiB === null || facts.totalKiB === null
                ? 'not told'
                : `${formatMemory(facts.freeKiB / 1024)} free of ${formatMemory(facts.totalKiB / 1024)}`}
            </dd>
            <dt>Exported</dt>
            <dd>{facts.exports.join(', ') || 'nothing'}</dd>
          </dl>
        ) : null}
        {facts && lacks.length === 0 ? <p>It has everything an image server needs.</p> : null}
        <ul className="images-lacks">
          {lacks.map((lack) => (
            <li key={lack.id} data-weight={lack.weight}>
              <p>
                <strong>{lack.weight === 'needed' ? 'Needed' : 'Useful'}</strong> {lack.what}
              </p>
              {lack.commands === null ? (
                <p className="images-sub">
                  The console has no command for it here: mend it by hand, and look again.
                </p>
              ) : (
                <>
                  <pre>{lack.commands.map((words) => words.join(' ')).join('\n')}</pre>
                  <ActButton size="s" onPress={() => setAsked(lack)}>
                    Run…
                  </ActButton>
                </>
              )}
            </li>
          ))}
        </ul>
        <ActButton
          onPress={() =>
            void call(services, 'Could not look at it', 'images.probe', { serverId: server.id })
          }
        >
          Look again
        </ActButton>
      </div>
      <TimerPart server={server} />
      {asked ? <MendDialog server={server} lack={asked} onClose={() => setAsked(null)} /> : null}
    </section>
  );
}

function MendDialog(props: { server: ImageServer; lack: ServerLack; onClose: () => void }) {
  const { server, lack } = props;
  const { transport } = useApp();
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<string | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  async function run(): Promise<void> {
    setBusy(true);
    setError(null);
    const answer = await transport.invoke('images.mend', {
      serverId: server.id,
      lackId: lack.id,
    });
    setBusy(false);
    if (answer.ok) setSaid(answer.value.said.join('\n') || 'It said nothing: all went well.');
    else setError(answer.error);
  }
  return (
    <ModalDialog
      title={`Run this on ${server.label}?`}
      role="alertdialog"
      width="l"
      onClose={props.onClose}
      actions={
        said === null ? (
          <>
            <Button autoFocus onPress={props.onClose}>
              Cancel
            </Button>
            <Button look="primary" busy={busy} onPress={() => void run()}>
              Run as root
            </Button>
          </>
        ) : (
          <Button look="primary" onPress={props.onClose}>
            Close
          </Button>
        )
      }
    >
      <p>{lack.what}</p>
      <pre className="images-command">
        {lack.commands?.map((words) => words.join(' ')).join('\n')}
      </pre>
      {error ? <ErrorBox error={error} title="It was not mended" /> : null}
      {said === null ? null : <OwnWords text={said} label="What it said" open />}
    </ModalDialog>
  );
}
