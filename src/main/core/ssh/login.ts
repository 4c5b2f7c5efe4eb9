import { type AppError, appError } from '../../../shared/app-error.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import type { Log } from '../log.ts';
import { agentKeys } from './agent-client.ts';
import { type KeyCandidate, planKeys, planMethod } from './auth-plan.ts';
import type { KeyFile, KeyShelf } from './key-shelf.ts';
import type { PasswordDesk } from './password-desk.ts';
import type { Questions } from './questions.ts';
import type { RouteStep } from './route.ts';
import type { AuthDialog, AuthReply, AuthStep } from './ssh-connector.ts';
import type { ForwardableKey } from './ssh-port.ts';

/** One login to one machine: decides each step from what the server answered to the last. */
export interface Login {
  nextStep(reply: AuthReply): Promise<AuthStep>;
  /** The server let us in: keeps what worked, and tells by which key; null: by none. */
  succeeded(): ForwardableKey | null;
}

const mostTries = 3;
/** A single hidden field with such a label is the account's password, asked in another way. */
const passwordLabel =
  /passw|kennwort|mot de passe|contrase|senha|heslo|пароль|密码|密碼|パスワード/i;

interface LastStep {
  kind: 'key' | 'dialog' | 'password' | 'none';
  label: string;
  /** For a key: what signs. For a dialog: whether the server asked anything. */
  key: ForwardableKey | null;
  asked: boolean;
  /** The key's holder did not sign. */
  unsigned: string | null;
}

export function createLogin(deps: {
  step: RouteStep;
  shelf: KeyShelf;
  passwords: PasswordDesk;
  questions: Questions;
  /** A key that is known to work, offered first; null: none is. */
  preferred: ForwardableKey | null;
  signal: AbortSignal;
  log: Log;
}): Login {
  const { step, shelf, passwords, questions, signal, log } = deps;
  const tried: string[] = [];
  let last: LastStep = { kind: 'none', label: '', key: null, asked: false, unsigned: null };
  let proven: ForwardableKey | null = null;
  let keys: { candidate: KeyCandidate; key: ForwardableKey | null; file: KeyFile | null }[] | null =
    null;
  let preferred = deps.preferred;
  let tries = 0;
  let dialogIsMute = false;
  let cancelled: AppError | null = null;

  async function gatherKeys(): Promise<NonNullable<typeof keys>> {
    const { files, only, agentSocket } = step.identity;
    const found: KeyFile[] = [];
    for (const { path, named } of files) {
      const file = await shelf.look(path);
      if (!file.ok) tried.push(file.error.message);
      else if (file.value) found.push(file.value);
      else if (named) tried.push(`${path}: there is no such file`);
    }
    const agent = agentSocket === null ? null : await agentKeys(agentSocket);
    if (agent && !agent.ok) tried.push(agent.error.message);
    const held = agent?.ok ? agent.value : [];
    const plan = planKeys({ agent: held, files: found, only });
    tried.push(...plan.notes);
    return plan.candidates.map((candidate) => ({
      candidate,
      key:
        candidate.kind === 'agent'
          ? (held.find(({ publicBlob }) => publicBlob === candidate.publicBlob) ?? null)
          : null,
      file:
        candidate.kind === 'file'
          ? (found.find(({ path }) => path === candidate.path) ?? null)
          : null,
    }));
  }

  /** The key of a file; its passphrase is asked for when the server would take the key. */
  async function keyOfFile(file: KeyFile): Promise<ForwardableKey | null> {
    const unlock = async () => {
      const opened = await file.unlock(
        (again, shared) => questions.passphrase(file.path, again, shared),
        signal,
      );
      if (opened.ok) return opened.value;
      if (/cancelled$/.test(opened.error.code)) cancelled = opened.error;
      tried.push(opened.error.message);
      return null;
    };
    if (file.publicBlob === null) return unlock();
    return {
      publicBlob: file.publicBlob,
      comment: file.comment,
      async sign(data, flags) {
        const key = await unlock();
        if (!key) throw new Error('the key was not unlocked');
        last.key = key;
        return key.sign(data, flags);
      },
    };
  }

  /** The step for a key; a holder that does not sign says nothing about the key itself. */
  function offering(key: ForwardableKey, label: string): AuthStep {
    const mine: LastStep = { kind: 'key', label, key, asked: false, unsigned: null };
    last = mine;
    const sign: ForwardableKey['sign'] = async (data, flags) => {
      try {
        return await key.sign(data, flags);
      } catch (error) {
        mine.unsigned = error instanceof Error ? error.message : String(error);
        throw error;
      }
    };
    return { kind: 'key', key: { publicBlob: key.publicBlob, comment: key.comment, sign } };
  }

  async function nextKey(): Promise<AuthStep | null> {
    keys ??= await gatherKeys();
    if (preferred) {
      const key = preferred;
      preferred = null;
      keys = keys.filter(({ candidate }) => candidate.publicBlob !== key.publicBlob);
      return offering(key, key.comment);
    }
    for (let next = keys.shift(); next; next = keys.shift()) {
      const key = next.file ? await keyOfFile(next.file) : next.key;
      if (cancelled) return null;
      if (key) return offering(key, next.candidate.label);
    }
    return null;
  }

  async function answerDialog(dialog: AuthDialog, lost: AbortSignal): Promise<Result<string[]>> {
    last.asked = true;
    const [field] = dialog.fields;
    if (dialog.fields.length === 1 && field && !field.echo && passwordLabel.test(field.label)) {
      const password = await passwords.next(questions, signal);
      return password === null ? err(closedQuestion()) : ok([password]);
    }
    const answer = await questions.dialog(dialog, AbortSignal.any([signal, lost]));
    if (answer.kind !== 'secret') return err(closedQuestion());
    return ok(dialog.fields.map((_, index) => answer.values[index] ?? ''));
  }

  const closedQuestion = () =>
    appError('ssh-auth-cancelled', `The question for the login to ${step.name} was closed.`, {
      hint: 'Connect again to be asked again.',
    });

  /** Takes note of how the last step went. */
  function settleLast(reply: AuthReply): void {
    if (last.kind === 'key' && reply.partial) proven = last.key;
    if (last.kind === 'dialog' && !last.asked) dialogIsMute = true;
    if (reply.partial) {
      passwords.accepted();
      return;
    }
    if (last.kind === 'key' && last.unsigned !== null) {
      tried.push(`${last.label}: ${last.unsigned}`);
    } else if (last.kind === 'key') {
      tried.push(`${last.label}: refused`);
      // The same key from a file is the same key.
      const refused = last.key?.publicBlob;
      keys = keys?.filter(({ candidate }) => candidate.publicBlob !== refused) ?? null;
    }
    if (last.kind === 'password' || (last.kind === 'dialog' && last.asked)) {
      tried.push(`${last.label}: refused`);
      passwords.refused();
    }
  }

  function giveUp(allowed: readonly string[]): AuthStep {
    log.info({ address: step.address, user: step.user, tried, allowed }, 'the login was refused');
    return {
      kind: 'give-up',
      error: appError('ssh-auth-failed', `${step.name} refused the login of ${step.user}.`, {
        hint: allowed.includes('publickey')
          ? `Add your public key to ~${step.user}/.ssh/authorized_keys there, or choose another account or key.`
          : 'Choose another account, or look at AuthenticationMethods in its sshd_config.',
        details: [...tried, `The server accepts: ${allowed.join(', ') || 'nothing more'}`].join(
          '\n',
        ),
      }),
    };
  }

  return {
    async nextStep(reply) {
      settleLast(reply);
      last = { kind: 'none', label: '', key: null, asked: false, unsigned: null };
      if (cancelled) return { kind: 'give-up', error: cancelled };
      const allowed = reply.allowed;
      if (allowed === null) return { kind: 'none' };
      for (;;) {
        const method = planMethod({
          allowed,
          keysLeft: keys === null || keys.length > 0 || preferred !== null,
          triesLeft: mostTries - tries,
          dialogIsMute,
        });
        if (method === null) return giveUp(allowed);
        if (method === 'key') {
          const found = await nextKey();
          if (cancelled) return { kind: 'give-up', error: cancelled };
          if (found) return found;
          continue;
        }
        tries++;
        last = { kind: method, label: method, key: null, asked: false, unsigned: null };
        if (method === 'dialog') return { kind: 'dialog', answer: answerDialog };
        const password = await passwords.next(questions, signal);
        if (password === null) return { kind: 'give-up', error: closedQuestion() };
        return { kind: 'password', password };
      }
    },
    succeeded() {
      passwords.accepted();
      return last.kind === 'key' ? last.key : proven;
    },
  };
}
