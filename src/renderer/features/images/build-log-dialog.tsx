import { useState } from 'react';
import type { AppError } from '../../../shared/app-error.ts';
import { type Build, buildProgress } from '../../../shared/images/build.ts';
import { useApp } from '../../state/app-context.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorBox } from '../../ui/error-box.tsx';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { OwnWords } from '../../ui/own-words.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { shortDigest } from './image-text.ts';
import { useBuild } from './use-builds.ts';

/** Follows a build; closing it changes nothing there. */
export function BuildLogDialog(props: { serverId: string; role: string; onClose: () => void }) {
  const { serverId, role } = props;
  const { transport } = useApp();
  const { build, log, error } = useBuild(serverId, role);
  const [sure, setSure] = useState(false);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<AppError | null>(null);
  const isRunning = build?.state === 'running';
  const { text, fraction } = buildProgress(log);
  async function cancel(): Promise<void> {
    setBusy(true);
    const answer = await transport.invoke('builds.cancel', { serverId, role });
    setBusy(false);
    setSure(false);
    setRefused(answer.ok ? null : answer.error);
  }
  return (
    <ModalDialog
      title={`Building ${role}`}
      width="l"
      onClose={props.onClose}
      actions={
        sure && isRunning ? (
          <>
            <Button autoFocus onPress={() => setSure(false)}>
              Go on
            </Button>
            <Button look="danger" busy={busy} onPress={() => void cancel()}>
              Cancel it, and throw away what there is
            </Button>
          </>
        ) : (
          <>
            {isRunning ? (
              <Button look="quiet" onPress={() => setSure(true)}>
                Cancel the build…
              </Button>
            ) : null}
            <Button look="primary" onPress={props.onClose}>
              Close
            </Button>
          </>
        )
      }
    >
      {error ? <ErrorBox error={error} title="It cannot be followed at this moment" /> : null}
      {refused ? <ErrorBox error={refused} title="It was not cancelled" /> : null}
      {isRunning ? (
        <>
          <ProgressBar label={`Building ${role}`} fraction={fraction} text={text} />
          <p role="status" className="images-build-now">
            {text}… <span className="images-sub">It goes on when this window is closed.</span>
          </p>
        </>
      ) : build ? (
        <p role="status" className="images-build-end" data-state={build.state}>
          {endText(build)}
        </p>
      ) : null}
      <OwnWords text={log} label="What it says" open follow={isRunning} />
    </ModalDialog>
  );
}

function endText({ state, digest, isNew, problem }: Build): string {
  switch (state) {
    case 'done':
      return isNew
        ? `Version ${shortDigest(digest)} is there. No client runs it before it is rolled out.`
        : `It became version ${shortDigest(digest)}, which was there already.`;
    case 'cancelled':
      return 'It was cancelled; nothing of it was kept.';
    case 'lost':
      return 'The server was rebooted, or the build was killed: nothing of it was kept. Build it again.';
    default:
      return problem ?? 'It failed.';
  }
}
