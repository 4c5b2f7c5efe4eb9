import { useCallback, useEffect, useState } from 'react';
import type { AppError } from '../../../shared/app-error.ts';
import type { RolloutTimer } from '../../../shared/images/rollout-timer.ts';
import type { ImageServer } from '../../../shared/model/image-server.ts';
import { useApp } from '../../state/app-context.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorBox } from '../../ui/error-box.tsx';
import { formatBytes } from '../../ui/format/memory.ts';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { ActButton } from './act-button.tsx';

/** Advancing rollouts with no console open: what is there, and what would be put there. */
export function TimerPart({ server }: { server: ImageServer }) {
  const { transport } = useApp();
  const { id: serverId } = server;
  const isOnline = server.link.state === 'online';
  const [timer, setTimer] = useState<RolloutTimer | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const [asked, setAsked] = useState<'install' | 'remove' | null>(null);
  const look = useCallback(async () => {
    const answer = await transport.invoke('rollouts.timer', { serverId });
    setTimer(answer.ok ? answer.value : null);
    setError(answer.ok ? null : answer.error);
  }, [transport, serverId]);
  useEffect(() => {
    if (isOnline) void look();
  }, [isOnline, look]);
  return (
    <section className="images-timer" aria-label="Rollouts with no console open">
      <h2>Rollouts with no console open</h2>
      <p>
        A rollout stands while no console carries it. A systemd timer on {server.label} can carry it
        meanwhile: the same program, with the same lease, so each step is taken once. It needs
        Node.js there. Rollouts with clients on Xen wait for a console, which alone reaches their
        hosts.
      </p>
      {error ? <ErrorBox error={error} title="It could not be looked at" /> : null}
      {timer ? (
        <>
          <p role="status">
            {stateText(timer)}
            {timer.lastRun ? <span className="images-sub"> Last run: {timer.lastRun}</span> : null}
          </p>
          {timer.installed === 'none' && timer.lack ? (
            <>
              <p>{timer.lack.what}</p>
              {timer.lack.commands ? (
                <pre className="images-command">
                  {timer.lack.commands.map((words) => words.join(' ')).join('\n')}
                </pre>
              ) : null}
            </>
          ) : null}
          <div className="images-orders">
            {timer.installed === 'this' ? null : (
              <ActButton blocked={timer.lack?.what ?? null} onPress={() => setAsked('install')}>
                {timer.installed === 'other' ? 'Replace it…' : 'Install it…'}
              </ActButton>
            )}
            {timer.installed === 'none' ? null : (
              <ActButton onPress={() => setAsked('remove')}>Remove it…</ActButton>
            )}
          </div>
        </>
      ) : null}
      {asked && timer ? (
        <TimerDialog
          server={server}
          timer={timer}
          act={asked}
          onClose={() => setAsked(null)}
          onDone={() => void look()}
        />
      ) : null}
    </section>
  );
}

function stateText({ installed, isActive }: RolloutTimer): string {
  if (installed === 'none') return 'It is not installed.';
  const which =
    installed === 'this'
      ? 'It is installed'
      : 'One of another version, or for another folder, is installed';
  return `${which}, and ${isActive ? 'runs' : 'does not run'}.`;
}

/** Every file and every command, before anything is done. */
function TimerDialog(props: {
  server: ImageServer;
  timer: RolloutTimer;
  act: 'install' | 'remove';
  onClose: () => void;
  onDone: () => void;
}) {
  const { server, timer, act } = props;
  const { transport } = useApp();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const commands = act === 'install' ? timer.install : timer.remove;
  async function run(): Promise<void> {
    setBusy(true);
    setError(null);
    const method = act === 'install' ? 'rollouts.installTimer' : 'rollouts.removeTimer';
    const answer = await transport.invoke(method, { serverId: server.id });
    setBusy(false);
    props.onDone();
    if (answer.ok) props.onClose();
    else setError(answer.error);
  }
  return (
    <ModalDialog
      title={
        act === 'install' ? `Install this on ${server.label}?` : `Remove it from ${server.label}?`
      }
      role="alertdialog"
      width="l"
      onClose={props.onClose}
      actions={
        <>
          <Button autoFocus onPress={props.onClose}>
            Cancel
          </Button>
          <Button look="primary" busy={busy} onPress={() => void run()}>
            Run as root
          </Button>
        </>
      }
    >
      {error ? <ErrorBox error={error} title="It was not done" /> : null}
      <pre className="images-command">{commands.join('\n')}</pre>
      {act === 'install'
        ? timer.files.map(({ path, text, bytes }) => (
            <section key={path} aria-label={path}>
              <p className="images-sub">
                <code>{path}</code>
                {text === null
                  ? `: the rollout machine of this console in one file, ${formatBytes(bytes)}`
                  : null}
              </p>
              {text === null ? null : <pre className="images-command">{text}</pre>}
            </section>
          ))
        : null}
      {act === 'remove' ? (
        <p>A run that is under way ends by itself, and gives its lease back.</p>
      ) : null}
    </ModalDialog>
  );
}
