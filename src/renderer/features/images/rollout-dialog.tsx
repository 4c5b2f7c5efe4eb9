import { useEffect, useState } from 'react';
import type { AppError } from '../../../shared/app-error.ts';
import type { ImagesOverview } from '../../../shared/images/overview.ts';
import {
  defaultPolicy,
  type PlanRequest,
  type RolloutPlan,
  type RolloutPolicy,
} from '../../../shared/images/rollout-plan.ts';
import { useApp } from '../../state/app-context.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorBox } from '../../ui/error-box.tsx';
import { plural } from '../../ui/format/plural.ts';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { NumberInput } from '../../ui/number-input.tsx';
import { Picker } from '../../ui/picker.tsx';
import { HostPreviewList } from './host-preview-list.tsx';
import { shortDigest } from './image-text.ts';
import { useHostPreviews } from './use-host-previews.ts';

const reactions = [
  { value: 'halt', label: 'halt and wait for me' },
  { value: 'roll-back-wave', label: 'roll that wave back' },
  { value: 'roll-back-all', label: 'roll everything back' },
] as const;
const returns = [
  { value: 'bring-back', label: 'come back to it' },
  { value: 'leave', label: 'stay where they are' },
] as const;
const leftOutText: Record<RolloutPlan['leftOut'][number]['reason'], string> = {
  rejected: 'have rejected this image',
  'up-to-date': 'run it already',
  'in-rollout': 'are in another rollout',
  'in-no-wave': 'are in no wave',
};

/** Plans a rollout, with who would be touched when; nothing happens before it is started. */
export function RolloutDialog(props: {
  serverId: string;
  image: ImagesOverview['images'][number];
  overview: ImagesOverview;
  onClose: () => void;
  onStarted: () => void;
}) {
  const { serverId, image, overview } = props;
  const { transport } = useApp();
  const { role, digest } = image.manifest;
  const groups = [
    ...new Set(overview.clients.filter((one) => one.role === role).map(({ group }) => group)),
  ].toSorted();
  const [canary, setCanary] = useState(groups.includes('canary') ? 'canary' : (groups[0] ?? ''));
  const [percent, setPercent] = useState(20);
  const [soakMinutes, setSoak] = useState(10);
  const [concurrency, setConcurrency] = useState(defaultPolicy.concurrency);
  const [errorPercent, setErrors] = useState(0);
  const [onErrors, setOnErrors] = useState<(typeof reactions)[number]['value']>('halt');
  const [afterwards, setAfterwards] = useState<RolloutPolicy['afterwards']>('bring-back');
  const [plan, setPlan] = useState<RolloutPlan | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const request: PlanRequest = {
    role,
    digest,
    waves: [
      { name: 'Canary', pick: { kind: 'group', group: canary } },
      { name: `First ${percent} %`, pick: { kind: 'percent', percent } },
      { name: 'All others', pick: { kind: 'rest' } },
    ],
    policy: {
      ...defaultPolicy,
      soakSeconds: soakMinutes * 60,
      concurrency,
      errorThreshold: errorPercent / 100,
      successThreshold: 1 - errorPercent / 100,
      onErrors,
      afterwards,
    },
  };
  // By value: the wish is put together anew with every render.
  const key = JSON.stringify(request);
  const hasHosts = plan !== null && plan.xenHosts.length > 0;
  const preview = useHostPreviews(serverId, hasHosts ? key : null);
  useEffect(() => {
    let stopped = false;
    void transport
      .invoke('rollouts.preview', { serverId, request: JSON.parse(key) })
      .then((answer) => {
        if (stopped) return;
        setPlan(answer.ok ? answer.value : null);
        setError(answer.ok ? null : answer.error);
      });
    return () => {
      stopped = true;
    };
  }, [transport, serverId, key]);

  async function start(): Promise<void> {
    setBusy(true);
    const answer = await transport.invoke('rollouts.start', { serverId, request });
    setBusy(false);
    if (!answer.ok) {
      setError(answer.error);
      return;
    }
    props.onStarted();
    props.onClose();
  }
  return (
    <ModalDialog
      title={`Roll out ${shortDigest(digest)} to ${role}`}
      width="l"
      onClose={props.onClose}
      actions={
        <>
          <Button onPress={props.onClose}>Cancel</Button>
          <Button
            look="primary"
            busy={busy}
            blocked={plan ? null : 'There is no plan that touches anybody.'}
            onPress={() => void start()}
          >
            Start the rollout
          </Button>
        </>
      }
    >
      <div className="images-form">
        <Picker
          label="Canary: the group"
          value={canary}
          options={groups.map((value) => ({ value, label: value }))}
          onChange={setCanary}
        />
        <NumberInput
          label="Then, percent"
          value={percent}
          min={1}
          max={100}
          onChange={setPercent}
        />
        <NumberInput
          label="Soak, minutes"
          value={soakMinutes}
          min={0}
          max={1440}
          onChange={setSoak}
        />
        <NumberInput
          label="On their way at once"
          value={concurrency}
          min={1}
          max={1000}
          onChange={setConcurrency}
        />
        <NumberInput
          label="Failures allowed, percent"
          value={errorPercent}
          min={0}
          max={100}
          onChange={setErrors}
        />
        <Picker
          label="When more fail"
          value={onErrors}
          options={reactions}
          onChange={setOnErrors}
        />
        {hasHosts ? (
          <Picker
            label="VMs moved off a host"
            value={afterwards}
            options={returns}
            onChange={setAfterwards}
          />
        ) : null}
      </div>
      {error ? <ErrorBox error={error} title="No rollout was begun" /> : null}
      {plan ? <Preview plan={plan} /> : null}
      {preview.error ? (
        <ErrorBox error={preview.error} title="What would move where is not known" />
      ) : hasHosts ? (
        <HostPreviewList hosts={preview.hosts} comeBack={afterwards === 'bring-back'} />
      ) : null}
    </ModalDialog>
  );
}

function Preview({ plan }: { plan: RolloutPlan }) {
  const reasons = [...new Set(plan.leftOut.map(({ reason }) => reason))];
  return (
    <section aria-label="Who is touched when">
      <h3>Who is touched when</h3>
      <ol className="images-waves">
        {plan.waves.map(({ name, clients }) => (
          <li key={name}>
            <strong>{name}</strong> {plural(clients.length, 'client')}
            <div className="images-sub">
              {clients.slice(0, 12).join(', ')}
              {clients.length > 12 ? ` and ${clients.length - 12} more` : null}
            </div>
          </li>
        ))}
      </ol>
      {reasons.map((reason) => (
        <p key={reason} className="images-sub">
          Left out: {plan.leftOut.filter((one) => one.reason === reason).length}{' '}
          {leftOutText[reason]}.
        </p>
      ))}
    </section>
  );
}
