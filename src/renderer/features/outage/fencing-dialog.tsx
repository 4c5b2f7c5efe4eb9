import { useState } from 'react';
import type { AppError } from '../../../shared/app-error.ts';
import type { Host } from '../../../shared/model/host.ts';
import { byNaturalName } from '../../../shared/natural-key.ts';
import type { Fencing } from '../../../shared/outage/outage.ts';
import { joinWords, splitWords } from '../../../shared/outage/split-words.ts';
import { openDialog } from '../../state/actions/view-actions.ts';
import { useApp, useAppState } from '../../state/app-context.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorBox } from '../../ui/error-box.tsx';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { Picker } from '../../ui/picker.tsx';
import { TextInput } from '../../ui/text-input.tsx';
import './outage.css';

/** How the power of a host is cut when it does not answer any more, set up while it still does. */
export function FencingDialog({ hostId }: { hostId: string }) {
  const host = useAppState((state) => state.site.hosts[hostId]);
  return host ? <Form host={host} /> : null;
}

interface Fields {
  via: string;
  off: string;
  status: string;
  offText: string;
}

function Form({ host }: { host: Host }) {
  const { store, transport } = useApp();
  const known = useAppState((state) => state.site.fencing[host.id]);
  const hosts = useAppState((state) => state.site.hosts);
  const others = Object.values(hosts)
    .filter(({ id }) => id !== host.id)
    .sort((a, b) => byNaturalName(a.label, b.label));
  const [fields, setFields] = useState<Fields>({
    via: known?.viaHostId ?? others[0]?.id ?? '',
    off: known ? joinWords(known.off) : '',
    status: known?.status ? joinWords(known.status.command) : '',
    offText: known?.status?.offText ?? 'Power is off',
  });
  const [error, setError] = useState<AppError | null>(null);
  const [said, setSaid] = useState<{ isOff: boolean; text: string } | null>(null);
  const [busy, setBusy] = useState<'ask' | 'save' | null>(null);
  const set = (part: Partial<Fields>) => {
    setSaid(null);
    setFields((before) => ({ ...before, ...part }));
  };
  const close = () => openDialog(store, null);
  const made = fencingOf(fields);

  async function keep(fencing: Fencing | null): Promise<boolean> {
    const answer = await transport.invoke('fencing.set', { hostId: host.id, fencing });
    setError(answer.ok ? null : answer.error);
    return answer.ok;
  }
  async function save(fencing: Fencing | null) {
    setBusy('save');
    const kept = await keep(fencing);
    setBusy(null);
    if (kept) close();
  }
  /** What is asked is what would be kept: so it is kept first. */
  async function ask() {
    if (!made.ok) return;
    setBusy('ask');
    if (await keep(made.fencing)) {
      const answer = await transport.invoke('fencing.ask', { hostId: host.id });
      setError(answer.ok ? null : answer.error);
      setSaid(answer.ok ? answer.value : null);
    }
    setBusy(null);
  }

  return (
    <ModalDialog
      title={`How the power of ${host.label} is cut`}
      onClose={close}
      actions={
        <>
          {known ? <Button onPress={() => void save(null)}>Remove</Button> : null}
          <span className="grow" />
          <Button onPress={close}>Cancel</Button>
          <Button
            look="primary"
            busy={busy === 'save'}
            blocked={made.ok ? null : made.why}
            onPress={() => made.ok && void save(made.fencing)}
          >
            Save
          </Button>
        </>
      }
    >
      <div className="form">
        <p>
          When {host.label} does not answer, nobody can tell from here whether it still runs. A
          command that cuts its power proves that it does not, and its VMs can be started elsewhere.
        </p>
        <Picker
          label="Run on"
          value={fields.via}
          options={others.map(({ id, label }) => ({ value: id, label }))}
          onChange={(via) => set({ via })}
        />
        <TextInput
          label="Command that cuts its power"
          value={fields.off}
          onChange={(off) => set({ off })}
          placeholder="ipmitool -I lanplus -H 10.0.0.13 -U admin -f /root/ipmi chassis power off"
          description="A program and its arguments; no shell reads it. Keep passwords in a file there, not in here. Exit status 0 means that it was done."
        />
        <TextInput
          label="Command that tells whether it is off (recommended)"
          value={fields.status}
          onChange={(status) => set({ status })}
          placeholder="ipmitool -I lanplus -H 10.0.0.13 -U admin -f /root/ipmi chassis power status"
        />
        <TextInput
          label="It is off when the answer has"
          value={fields.offText}
          onChange={(offText) => set({ offText })}
        />
        <div>
          <Button
            busy={busy === 'ask'}
            blocked={
              made.ok ? (made.fencing.status ? null : 'There is no such command.') : made.why
            }
            onPress={() => void ask()}
          >
            Save and ask for its power now
          </Button>
        </div>
        {said ? (
          <p className="fencing-said" role="status">
            <b>{said.isOff ? 'That means: it is off.' : 'That means: it is on.'}</b> {said.text}
          </p>
        ) : null}
        {error ? <ErrorBox error={error} /> : null}
      </div>
    </ModalDialog>
  );
}

function fencingOf(fields: Fields): { ok: true; fencing: Fencing } | { ok: false; why: string } {
  const off = splitWords(fields.off);
  const command = splitWords(fields.status);
  if (fields.via === '') return { ok: false, why: 'There is no other host to run it on.' };
  if (off === null || command === null) return { ok: false, why: 'A quote is not closed.' };
  if (off.length === 0) return { ok: false, why: 'Enter the command that cuts its power.' };
  const offText = fields.offText.trim();
  if (command.length > 0 && offText === '') {
    return { ok: false, why: 'Say which words of the answer mean that it is off.' };
  }
  const status = command.length > 0 ? { command, offText } : null;
  return { ok: true, fencing: { viaHostId: fields.via, off, status } };
}
