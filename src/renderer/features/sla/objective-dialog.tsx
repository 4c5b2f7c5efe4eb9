import { useState } from 'react';
import type { AppError } from '../../../shared/app-error.ts';
import {
  type ObjectiveSubject,
  type SlaPromise,
  slaModes,
  slaPriorities,
  tagSchema,
} from '../../../shared/sla/objective.ts';
import { openDialog } from '../../state/actions/view-actions.ts';
import { useApp } from '../../state/app-context.ts';
import { modeTexts } from '../../state/sla-text.ts';
import type { Dialog } from '../../state/view.ts';
import { Button } from '../../ui/button.tsx';
import { Check } from '../../ui/check.tsx';
import { ErrorBox } from '../../ui/error-box.tsx';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { Picker } from '../../ui/picker.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { TextInput } from '../../ui/text-input.tsx';
import { type Draft, draftOf, promiseOf } from './draft.ts';
import { HoursFields } from './hours-fields.tsx';
import { ProbeFields } from './probe-fields.tsx';

const modeOptions = slaModes.map((value) => ({ value, label: modeTexts[value].label }));
const priorityOptions = slaPriorities.map((value) => ({ value, label: value }));
const availabilities = ['0.95', '0.99', '0.995', '0.999', '0.9999'] as const;

/** What is promised to a VM or to all VMs with a tag, and how far the console goes to keep it. */
export function ObjectiveDialog({ dialog }: { dialog: Dialog & { kind: 'objective' } }) {
  const { store, transport } = useApp();
  const { objective } = dialog;
  const [tag, setTag] = useState('');
  const [draft, setDraft] = useState<Draft>(() => draftOf(objective?.promise ?? null));
  const [error, setError] = useState<AppError | null>(null);
  const subject = dialog.subject ?? tagSubject(tag);
  const promise = promiseOf(draft);
  const close = () => openDialog(store, null);
  const change = (changes: Partial<Draft>) => setDraft({ ...draft, ...changes });
  const blocked = subject === null ? 'Name the tag first.' : promise.problem;

  async function save(of: ObjectiveSubject, what: SlaPromise) {
    const id = objective?.id ?? null;
    const answer = await transport.invoke('sla.put', { id, subject: of, promise: what });
    if (answer.ok) close();
    else setError(answer.error);
  }

  async function remove(id: string) {
    const answer = await transport.invoke('sla.remove', { id });
    if (answer.ok) close();
    else setError(answer.error);
  }

  return (
    <ModalDialog
      title={titleOf(subject)}
      onClose={close}
      actions={
        <>
          {objective ? (
            <Button
              className="sla-remove"
              tip="What the console has set for it goes back to what it was"
              onPress={() => void remove(objective.id)}
            >
              Remove the objective
            </Button>
          ) : null}
          <Button onPress={close}>Cancel</Button>
          <Button
            look="primary"
            blocked={blocked}
            onPress={() => {
              if (subject && promise.value) void save(subject, promise.value);
            }}
          >
            {objective ? 'Save' : 'Set the objective'}
          </Button>
        </>
      }
    >
      <div className="sla-form">
        {dialog.subject === null ? (
          <TextInput
            label="Tag"
            value={tag}
            autoFocus
            onChange={setTag}
            placeholder="production"
            description="Give VMs their tags in their details."
            error={tag !== '' && subject === null ? 'Letters, digits, dots and hyphens.' : null}
          />
        ) : null}
        <TextInput
          label="CPU (pCPUs)"
          value={draft.cpus}
          autoFocus={dialog.subject !== null}
          inputMode="numeric"
          onChange={(cpus) => change({ cpus })}
          placeholder="none promised"
          description="What it gets whenever it wants it, for example 1.5. Empty: none."
          error={promise.field === 'cpus' ? promise.problem : null}
        />
        <div className="sla-form-pair">
          <Picker
            label="Kept for"
            value={draft.availability}
            options={availabilities.map((value) => ({
              value,
              label: `${Number(value) * 100} % of each month`,
            }))}
            onChange={(availability) => change({ availability })}
          />
          <TextInput
            label="Longest pause by a move (s)"
            value={draft.pause}
            inputMode="numeric"
            onChange={(pause) => change({ pause })}
            placeholder="as long as it takes"
            error={promise.field === 'pause' ? promise.problem : null}
          />
        </div>
        <div className="field">
          <span className="field-label">Priority</span>
          <Segmented
            label="Priority"
            value={draft.priority}
            options={priorityOptions}
            onChange={(priority) => change({ priority })}
          />
          <span className="field-description">
            Where promises add up to more than a host has, the higher comes first.
          </span>
        </div>
        <ProbeFields
          draft={draft.probe}
          problem={promise.field === 'probe' ? promise.problem : null}
          onChange={(changes) => change({ probe: { ...draft.probe, ...changes } })}
        />
        <Check checked={draft.hasHours} onChange={(hasHours) => change({ hasHours })}>
          Only at certain hours
        </Check>
        {draft.hasHours ? <HoursFields draft={draft} onChange={change} /> : null}
        <div className="field">
          <span className="field-label">What the console does</span>
          <Segmented
            label="What the console does"
            value={draft.mode}
            options={modeOptions}
            onChange={(mode) => change({ mode })}
          />
          <span className="field-description" role="status">
            {modeTexts[draft.mode].about}
          </span>
        </div>
        {error ? <ErrorBox error={error} title="The objective was not kept" /> : null}
      </div>
    </ModalDialog>
  );
}

function tagSubject(tag: string): ObjectiveSubject | null {
  const parsed = tagSchema.safeParse(tag.trim());
  return parsed.success ? { kind: 'tag', tag: parsed.data } : null;
}

function titleOf(subject: ObjectiveSubject | null): string {
  if (subject === null) return 'Objective for a tag';
  return subject.kind === 'vm'
    ? `Objective for ${subject.name}`
    : `Objective for VMs tagged “${subject.tag}”`;
}
