import { useState } from 'react';
import type { AppError } from '../../../shared/app-error.ts';
import type { CapacityPlan } from '../../../shared/capacity/capacity-plan.ts';
import { startMoves } from '../../state/actions/start-moves.ts';
import { patchView } from '../../state/actions/view-actions.ts';
import { useApp, useAppState } from '../../state/app-context.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorBox } from '../../ui/error-box.tsx';
import { formatDuration } from '../../ui/format/duration.ts';
import { formatMemory } from '../../ui/format/memory.ts';
import { plural } from '../../ui/format/plural.ts';
import { ModalDialog } from '../../ui/modal-dialog.tsx';

/** As many moves as one call may queue. */
const mostAtOnce = 1000;

/** Before a plan is carried out: what happens to how many VMs, and what comes after. */
export function ConfirmPlanDialog({ plan, onClose }: { plan: CapacityPlan; onClose: () => void }) {
  const services = useApp();
  const concurrency = useAppState((state) => state.site.settings.moveConcurrency);
  const [error, setError] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  // What waits for room that others leave first would be refused now.
  const now = plan.moves.filter(({ round }) => round === 0).slice(0, mostAtOnce);
  const later = plan.moves.length - now.length;
  const memory = now.reduce((sum, move) => sum + move.memoryMiB, 0);
  const time = now.reduce((sum, move) => sum + move.durationMs, 0) / concurrency;
  const live = now.filter(({ mode }) => mode === 'live');
  const stopped = now.length - live.length;
  const pause = live.reduce((most, move) => Math.max(most, move.pauseMs), 0);

  async function start() {
    setBusy(true);
    const refused = await startMoves(
      services,
      now.map(({ vm, targetHostId, mode }) => ({ vm, targetHostId, mode })),
    );
    setBusy(false);
    if (refused) return setError(refused);
    patchView(services.store, { screen: { kind: 'board' } });
  }

  return (
    <ModalDialog
      title={`Move ${plural(now.length, 'VM')} as planned?`}
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button look="primary" autoFocus busy={busy} onPress={() => void start()}>
            Start {plural(now.length, 'move')}
          </Button>
        </>
      }
    >
      <p>
        {plural(live.length, 'running VM')} will be live-migrated
        {stopped > 0 ? ` and ${plural(stopped, 'PV guest')} stopped and copied` : ''}, up to{' '}
        {concurrency} at once: {formatMemory(memory)} of memory is copied, in about{' '}
        {formatDuration(time)}. A guest that moves live stands still for about{' '}
        {formatDuration(pause)} at most
        {stopped > 0 ? ', one that is stopped for as long as its copying takes' : ''}.
      </p>
      <p>
        Both hosts are looked at before each move; one that is not possible any more is left out,
        and the others go on. Moves that wait can be cancelled in the job tray.
      </p>
      {later > 0 ? (
        <p>
          {plural(later, 'move')} of this plan need room that these make first. Plan again when
          these are over.
        </p>
      ) : null}
      {error ? <ErrorBox error={error} title="The moves could not be started" /> : null}
    </ModalDialog>
  );
}
