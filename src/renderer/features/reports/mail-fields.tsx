import { useState } from 'react';
import type { MailSecurity } from '../../../shared/reports/mail-route.ts';
import { useApp } from '../../state/app-context.ts';
import { Button } from '../../ui/button.tsx';
import { Check } from '../../ui/check.tsx';
import { ErrorBox } from '../../ui/error-box.tsx';
import { Picker } from '../../ui/picker.tsx';
import { TextInput } from '../../ui/text-input.tsx';
import { type MailDraft, routeOf, withSecurity } from './mail-draft.ts';
import { keepPassword, type MailTrial, tryMail } from './try-mail.ts';

const securities: readonly { value: MailSecurity; label: string; description: string }[] = [
  { value: 'starttls', label: 'STARTTLS', description: 'encrypted before anything is said' },
  { value: 'tls', label: 'TLS', description: 'encrypted from the first byte on' },
  { value: 'none', label: 'none', description: 'a relay in your own network; without a login' },
];

/** Whom a scheduled report is mailed to, and by which server. */
export function MailFields(props: { draft: MailDraft; onChange: (draft: MailDraft) => void }) {
  const { draft, onChange } = props;
  const services = useApp();
  const [trial, setTrial] = useState<MailTrial>({ kind: 'none' });
  const route = routeOf(draft);
  const set = (changes: Partial<MailDraft>) => {
    setTrial({ kind: 'none' });
    onChange({ ...draft, ...changes });
  };

  async function test(): Promise<void> {
    if (route === null || typeof route === 'string') return;
    setTrial({ kind: 'trying' });
    const kept = await keepPassword(services, route, draft);
    setTrial(kept ?? (await tryMail(services, route)));
  }

  return (
    <fieldset className="reports-mail">
      <legend>By mail</legend>
      <TextInput
        label="To"
        value={draft.to}
        onChange={(to) => set({ to })}
        placeholder="boss@example.org, audit@example.org"
        description="Left empty, nothing is mailed."
      />
      {route === null ? null : (
        <>
          <div className="reports-server">
            <TextInput
              label="Mail server"
              value={draft.server}
              onChange={(server) => set({ server })}
              placeholder="mail.example.org"
            />
            <Picker
              label="Encrypted by"
              value={draft.security}
              options={securities}
              onChange={(security) => set(withSecurity(draft, security))}
            />
            <TextInput
              label="Port"
              inputMode="numeric"
              value={draft.port}
              onChange={(port) => set({ port })}
            />
          </div>
          <div className="reports-login">
            <TextInput
              label="From"
              value={draft.from}
              onChange={(from) => set({ from })}
              placeholder="stateroom@example.org"
            />
            <TextInput
              label="User"
              value={draft.user}
              onChange={(user) => set({ user })}
              placeholder="nobody logs in"
            />
          </div>
          {draft.user.trim() === '' ? null : (
            <>
              <TextInput
                label="Password"
                type="password"
                value={draft.password}
                onChange={(password) => set({ password })}
                placeholder="as it is kept"
                description="Kept where the system keeps secrets, never with the settings."
              />
              <Check checked={draft.remember} onChange={(remember) => set({ remember })}>
                Remember it after the console has ended
                <small>where the system has a keyring</small>
              </Check>
            </>
          )}
          <div className="reports-trial" role="status">
            <Button
              size="s"
              blocked={typeof route === 'string' ? route : null}
              busy={trial.kind === 'trying'}
              onPress={() => void test()}
            >
              Send a test mail
            </Button>
            {trial.kind === 'sent' ? <span>Sent to {trial.to.join(', ')}.</span> : null}
          </div>
          {trial.kind === 'failed' ? (
            <ErrorBox error={trial.error} title="The test mail was not sent" />
          ) : null}
        </>
      )}
    </fieldset>
  );
}
