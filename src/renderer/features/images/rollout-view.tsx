import { useEffect, useState } from 'react';
import type { AppError } from '../../../shared/app-error.ts';
import type { MethodOutput } from '../../../shared/contract/methods.ts';
import type { ImagesOverview } from '../../../shared/images/overview.ts';
import type { RolloutCommand } from '../../../shared/images/rollout-command.ts';
import {
  type ClientState,
  movingStates,
  type RolloutStatus,
} from '../../../shared/images/rollout-state.ts';
import { call } from '../../state/actions/call.ts';
import { useApp, useAppState } from '../../state/app-context.ts';
import { statusText } from '../../state/rollout-text.ts';
import { pastText } from '../../state/travel.ts';
import { ErrorBox } from '../../ui/error-box.tsx';
import { ActButton } from './act-button.tsx';
import { ConfirmOrderDialog, type Grave } from './confirm-order-dialog.tsx';
import { clientStateText, hostStepText, shortDigest, tallyText } from './image-text.ts';
import './xen-hosts.css';
import './rollout.css';

type Row = ImagesOverview['rollouts'][number];
type Reading = MethodOutput<'rollouts.read'>;

/** One rollout: where it stands and why, every client of every wave, and what can be ordered. */
export function RolloutView(props: { serverId: string; row: Row; onChanged: () => void }) {
  const { serverId, row, onChanged } = props;
  const services = useApp();
  const { transport } = services;
  const [reading, setReading] = useState<Reading | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const [picked, setPicked] = useState<string | null>(null);
  const [asked, setAsked] = useState<Grave | null>(null);
  const at = { serverId, rolloutId: row.id };
  const isPast = useAppState((state) => pastText(state) !== null);
  // The overview is read every few seconds: with each, the rollout itself.
  useEffect(() => {
    let stopped = false;
    if (isPast) {
      setReading(null);
      return;
    }
    void transport.invoke('rollouts.read', { serverId, rolloutId: row.id }).then((answer) => {
      if (stopped) return;
      setError(answer.ok ? null : answer.error);
      if (answer.ok) setReading(answer.value);
    });
    return () => {
      stopped = true;
    };
  }, [transport, serverId, row, isPast]);

  async function order(command: RolloutCommand): Promise<void> {
    await call(services, 'The rollout did not take that', 'rollouts.command', { ...at, command });
    onChanged();
  }
  const { status, reason, wave } = row.head;
  const client = picked === null ? undefined : reading?.state.clients[picked];
  return (
    <section className="rollout" aria-label={`Rollout to ${row.role}`}>
      <header className="rollout-head" data-status={status}>
        <h2>
          {row.role} <code>{shortDigest(row.digest)}</code>
        </h2>
        <p role="status">
          <strong>{statusText[status]}</strong>, wave {Math.min(wave + 1, row.waves)} of {row.waves}
          : {tallyText(row.tally)}.
        </p>
        {reason ? <p className="rollout-reason">{reason}</p> : null}
        <Carrier row={row} reading={reading} at={at} onChanged={onChanged} />
      </header>
      <div className="rollout-orders" role="toolbar" aria-label="Orders">
        <ActButton
          blocked={whyNot(status, ['running'])}
          onPress={() => void order({ kind: 'pause' })}
        >
          Pause
        </ActButton>
        <ActButton
          blocked={whyNot(status, ['paused', 'halted'])}
          onPress={() => void order({ kind: 'resume' })}
        >
          Resume
        </ActButton>
        <ActButton
          blocked={retriable.some((state) => row.tally[state]) ? null : 'Nobody failed.'}
          onPress={() => void order({ kind: 'retry', client: null })}
        >
          Retry failed
        </ActButton>
        <ActButton
          blocked={whyNot(status, ['running', 'paused', 'halted', 'rolling-back'])}
          onPress={() => setAsked({ kind: 'abort' })}
        >
          Abort…
        </ActButton>
        <ActButton
          blocked={isTouched(reading) ? null : 'Nobody has the new image yet.'}
          onPress={() => setAsked({ kind: 'roll-back', wave: null })}
        >
          Roll everything back…
        </ActButton>
      </div>
      {isPast ? (
        <p className="images-sub">
          Which client was where is not kept for every moment: the record of the rollout tells each
          step.
        </p>
      ) : null}
      {error && !isPast ? <ErrorBox error={error} title="Its waves could not be read" /> : null}
      {reading?.plan.waves.map(({ name, clients }, index) => (
        <div key={name} className="rollout-wave" data-now={index === wave || undefined}>
          <h3>
            {name}
            <ActButton
              size="s"
              look="quiet"
              label={`Roll ${name} back`}
              blocked={isTouched(reading, clients) ? null : 'Nobody of it has the new image yet.'}
              onPress={() => setAsked({ kind: 'roll-back', wave: index })}
            >
              Roll back…
            </ActButton>
          </h3>
          <UnderWay
            clients={clients.filter((id) =>
              reading.plan.xenHosts.some(({ client: host }) => host === id),
            )}
            state={reading.state}
          />
          <ul className="rollout-matrix" aria-label={name}>
            {clients.map((id) => {
              const one = reading.state.clients[id];
              const text = one ? clientStateText[one.state] : 'not known';
              return (
                <li key={id}>
                  <button
                    type="button"
                    data-client={id}
                    data-state={one?.state}
                    aria-pressed={id === picked}
                    title={`${id}: ${text}${one?.reason ? `. ${one.reason}` : ''}`}
                    onClick={() => setPicked(id === picked ? null : id)}
                  >
                    {id}
                    <span className="visually-hidden">, {text}</span>
                  </button>
                </li>
              );
            })}
          </ul>
        </div>
      ))}
      {client && picked !== null ? (
        <div className="rollout-client" role="status">
          <p>
            <strong>{picked}</strong> {clientStateText[client.state]}
            {client.goal === 'back' ? ', on its way back' : null}.{' '}
            {client.reason ?? (client.attempt > 1 ? `Attempt ${client.attempt}.` : '')}
          </p>
          <ActButton
            size="s"
            blocked={retriable.includes(client.state) ? null : 'It has not failed.'}
            onPress={() => void order({ kind: 'retry', client: picked })}
          >
            Retry
          </ActButton>
          <ActButton
            size="s"
            blocked={
              client.state === 'healthy' || movingStates.includes(client.state)
                ? `It is ${clientStateText[client.state]}.`
                : null
            }
            onPress={() => void order({ kind: 'skip', client: picked })}
          >
            Skip
          </ActButton>
        </div>
      ) : null}
      {asked ? (
        <ConfirmOrderDialog
          command={asked}
          wave={
            asked.kind === 'roll-back' ? reading?.plan.waves[asked.wave ?? -1]?.name : undefined
          }
          onClose={() => setAsked(null)}
          onYes={() => void order(asked)}
        />
      ) : null}
    </section>
  );
}

const retriable: readonly ClientState[] = ['failed', 'timed-out', 'skipped-offline'];

/** What a Xen host on its way is at: its VMs, its reboot. */
function UnderWay(props: { clients: readonly string[]; state: Reading['state'] }) {
  const { state } = props;
  return props.clients.map((id) => {
    const one = state.clients[id];
    if (!one || !movingStates.includes(one.state)) return null;
    return (
      <p key={id} className="rollout-under-way" role="status">
        <strong>{id}</strong> {one.reason ?? hostStepText(one)}
      </p>
    );
  });
}

/** Whether any of these, or of all, has the new image or may have it. */
function isTouched(reading: Reading | null, clients?: readonly string[]): boolean {
  const ids = clients ?? Object.keys(reading?.state.clients ?? {});
  return ids.some((id) => {
    const one = reading?.state.clients[id];
    return one?.touched === true && one.state !== 'rolled-back';
  });
}

/** Who carries it, and the way to do so here. */
function Carrier(props: {
  row: Row;
  reading: Reading | null;
  at: { serverId: string; rolloutId: string };
  onChanged: () => void;
}) {
  const { row, reading, at } = props;
  const services = useApp();
  const act = async (method: 'rollouts.carry' | 'rollouts.release', tried: string) => {
    await call(services, tried, method, at);
    props.onChanged();
  };
  if (reading === null) return null;
  if (reading.carriedHere) {
    return reading.problem ? (
      <>
        <ErrorBox error={reading.problem} title="It does not go on here" />
        {reading.problem.code === 'lease-held' ? (
          <ActButton onPress={() => void act('rollouts.release', 'Could not release it')}>
            Release the lease by force
          </ActButton>
        ) : null}
      </>
    ) : (
      <p className="images-sub">This console carries it. It can be closed: nothing is lost.</p>
    );
  }
  return (
    <p className="images-sub">
      {row.holder ? `Carried by ${row.holder}.` : 'No console carries it: it stands.'}{' '}
      <ActButton size="s" onPress={() => void act('rollouts.carry', 'Could not take it up')}>
        Carry it here
      </ActButton>
    </p>
  );
}

function whyNot(status: RolloutStatus, allowed: readonly RolloutStatus[]): string | null {
  return allowed.includes(status) ? null : `It is ${statusText[status].toLowerCase()}.`;
}
