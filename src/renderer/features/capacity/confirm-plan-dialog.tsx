import { useEffect, useState } from 'react';
import type { AppError } from '../../../shared/app-error.ts';
import type { CapacityPlan } from '../../../shared/capacity/capacity-plan.ts';
import type { PlanTrouble } from '../../../shared/capacity/plan-trouble.ts';
import type { TroubleAnswer } from '../../../shared/model/job.ts';
import { patchView } from '../../state/actions/view-actions.ts';
import { useApp, useAppState } from '../../state/app-context.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorBox } from '../../ui/error-box.tsx';
import { formatDuration } from '../../ui/format/duration.ts';
import { formatMemory } from '../../ui/format/memory.ts';
import { plural } from '../../ui/format/plural.ts';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { Segmented } from '../../ui/segmented.tsx';

const answers: readonly { value: TroubleAnswer; label: string }[] = [
  { value: 'leave-out', label: 'Leave it out, go on' },
  { value: 'stop', label: 'Begin no more moves' },
];

/** Before a plan is carried out: what happens to how many VMs, and what has changed since it was made. */
export function ConfirmPlanDialog(props: {
  planId: string;
  plan: CapacityPlan;
  onClose: () => void;
}) {
  const { planId, plan, onClose } = props;
  const services = useApp();
  const [onTrouble, setOnTrouble] = useState<TroubleAnswer>('leave-out');
  const [error, setError] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const { moves } = plan;

  async function start() {
    setBusy(true);
    const answer = await services.transport.invoke('capacity.apply', { planId, onTrouble });
    setBusy(false);
    if (!answer.ok) return setError(answer.error);
    patchView(services.store, { screen: { kind: 'board' }, trayOpen: true });
  }

  return (
    <ModalDialog
      title={`Move ${plural(moves.length, 'VM')} as planned?`}
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button look="primary" autoFocus busy={busy} onPress={() => void start()}>
            Start {plural(moves.length, 'move')}
          </Button>
        </>
      }
    >
      <div className="plan-confirm">
        <Costs moves={moves} />
        <p>
          The moves are made as one job, in the plan’s order. Both hosts are looked at before each
          one. The job can be paused or cancelled at any time: moves under way are then let finish.
        </p>
        <Changes planId={planId} />
        <div className="plan-trouble-answer">
          <span>When a move fails, or is not possible any more</span>
          <Segmented
            label="When a move fails, or is not possible any more"
            value={onTrouble}
            options={answers}
            onChange={setOnTrouble}
          />
        </div>
        {error ? <ErrorBox error={error} title="The plan could not be started" /> : null}
      </div>
    </ModalDialog>
  );
}

function Costs({ moves }: { moves: CapacityPlan['moves'] }) {
  const concurrency = useAppState((state) => state.site.settings.moveConcurrency);
  const memory = moves.reduce((sum, move) => sum + move.memoryMiB, 0);
  const time = moves.reduce((sum, move) => sum + move.durationMs, 0) / concurrency;
  const live = moves.filter(({ mode }) => mode === 'live');
  const stopped = moves.length - live.length;
  const pause = live.reduce((most, move) => Math.max(most, move.pauseMs), 0);
  return (
    <p>
      {plural(live.length, 'running VM')} will be live-migrated
      {stopped > 0 ? ` and ${plural(stopped, 'PV guest')} stopped and copied` : ''}, up to{' '}
      {concurrency} at once: {formatMemory(memory)} of memory is copied, in about{' '}
      {formatDuration(time)}. A guest that moves live stands still for about {formatDuration(pause)}{' '}
      at most
      {stopped > 0 ? ', one that is stopped for as long as its copying takes' : ''}.
    </p>
  );
}

/** As many as are read; the job names them all. */
const mostShown = 12;

/** What has changed in the site since the plan was made; nothing where nothing has. */
function Changes({ planId }: { planId: string }) {
  const { transport } = useApp();
  const [troubles, setTroubles] = useState<readonly PlanTrouble[]>([]);
  useEffect(() => {
    let open = true;
    void transport.invoke('capacity.check', { planId }).then((answer) => {
      if (open && answer.ok) setTroubles(answer.value.troubles);
    });
    return () => {
      open = false;
    };
  }, [transport, planId]);
  if (troubles.length === 0) return null;
  return (
    <section className="plan-changes" aria-label="Changed since it was planned">
      <h3>Changed since it was planned</h3>
      <ul>
        {troubles.slice(0, mostShown).map(({ code, severity, message }) => (
          <li key={`${code}/${message}`} data-severity={severity}>
            {severity === 'leaves-out' ? 'Left out: ' : ''}
            {message}
          </li>
        ))}
      </ul>
      {troubles.length > mostShown ? <p>And {troubles.length - mostShown} more.</p> : null}
    </section>
  );
}
