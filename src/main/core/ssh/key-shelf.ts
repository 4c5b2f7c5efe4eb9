import { createHash, type KeyObject } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { appError } from '../../../shared/app-error.ts';
import type { PromptAnswer } from '../../../shared/model/connection.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import type { Log } from '../log.ts';
import { publicBlobOf, signWith } from './key-signer.ts';
import { inspectKey, unlockKey } from './private-key.ts';
import { createSharedWork } from './shared-work.ts';
import { cancelledError } from './ssh-errors.ts';
import type { ForwardableKey } from './ssh-port.ts';
import type { SecretStore } from './ssh-stores.ts';

const largestKeyFile = 64 * 1024;
const passphraseTries = 3;

/** Asks for a key file's passphrase; `again` after a wrong one. */
type AskPassphrase = (again: boolean, signal: AbortSignal) => Promise<PromptAnswer>;

export interface KeyFile {
  readonly path: string;
  /** Base64; null while only the passphrase could tell. */
  readonly publicBlob: string | null;
  readonly comment: string;
  /**
   * The key, ready to sign; asks only if it must, and once for all who want this key.
   * Errors: `ssh-auth-cancelled`, `ssh-key-unreadable`.
   */
  unlock(ask: AskPassphrase, signal: AbortSignal): Promise<Result<ForwardableKey>>;
}

/** The private key files in use, each read and decrypted once and then kept in memory. */
export interface KeyShelf {
  /** null: there is no such file. Error: `ssh-key-unreadable`. */
  look(path: string): Promise<Result<KeyFile | null>>;
}

function unreadable(path: string, why: string) {
  return err(
    appError('ssh-key-unreadable', `The private key ${path} cannot be used: ${why}.`, {
      hint: 'Choose another key file, or put the key into the SSH agent.',
    }),
  );
}

/** The public half from the `.pub` file beside the key, as OpenSSH uses it for old formats. */
async function publicFile(path: string): Promise<{ blob: string | null; comment: string }> {
  try {
    const [, blob = '', ...comment] = (await readFile(`${path}.pub`, 'utf8')).trim().split(/\s+/);
    return { blob: blob || null, comment: comment.join(' ') };
  } catch {
    // It is optional; without it an encrypted old key is opened before it is offered.
    return { blob: null, comment: '' };
  }
}

function signer(key: KeyObject, comment: string): Result<ForwardableKey> | null {
  const blob = publicBlobOf(key);
  if (!blob) return null;
  return ok({
    publicBlob: blob.toString('base64'),
    comment,
    sign: async (data, flags) => signWith(key, data, flags),
  });
}

export function createKeyShelf(deps: { secrets: SecretStore; log: Log }): KeyShelf {
  const { secrets, log } = deps;
  const unlocked = new Map<string, { digest: string; key: ForwardableKey }>();
  const unlocking = createSharedWork<Result<ForwardableKey>>();

  function keep(path: string, passphrase: string, remember: boolean): void {
    const name = `passphrase:${path}`;
    const kept = secrets.set(name, passphrase, remember ? 'remember' : 'session');
    if (kept.ok) return;
    log.warn({ path, code: kept.error.code }, 'the passphrase is kept for this session only');
    secrets.set(name, passphrase, 'session');
  }

  async function openWithPassphrase(
    path: string,
    text: string,
    comment: string,
    ask: AskPassphrase,
    signal: AbortSignal,
  ): Promise<Result<ForwardableKey>> {
    const stored = secrets.get(`passphrase:${path}`);
    for (let attempt = stored === null ? 1 : 0; attempt <= passphraseTries; attempt++) {
      let passphrase = stored ?? '';
      let remember: boolean | null = null;
      if (attempt > 0) {
        const answer = await ask(attempt > 1, signal);
        if (answer.kind !== 'secret') {
          return err(
            appError(
              'ssh-auth-cancelled',
              `The question for the passphrase of ${path} was closed.`,
            ),
          );
        }
        passphrase = answer.values[0] ?? '';
        remember = answer.remember;
      }
      const opened = await unlockKey(text, passphrase);
      if (opened.kind === 'unusable') return unreadable(path, opened.why);
      if (opened.kind === 'wrong-passphrase') continue;
      if (remember !== null) keep(path, passphrase, remember);
      return (
        signer(opened.key, opened.comment || comment) ?? unreadable(path, 'SSH has no such kind')
      );
    }
    return unreadable(path, 'the passphrase was wrong');
  }

  return {
    async look(path) {
      let text: string;
      try {
        if ((await stat(path)).size > largestKeyFile) return unreadable(path, 'it is too large');
        text = await readFile(path, 'utf8');
      } catch (error) {
        const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
        if (code === 'ENOENT' || code === 'ENOTDIR') return ok(null);
        return unreadable(path, code === 'EACCES' ? 'reading it is not permitted' : code);
      }
      const seen = inspectKey(text);
      if (!seen) return unreadable(path, 'it holds no private key that this console knows');
      const beside = await publicFile(path);
      const digest = createHash('sha256').update(text).digest('base64');

      async function unlock(
        ask: AskPassphrase,
        signal: AbortSignal,
      ): Promise<Result<ForwardableKey>> {
        const known = unlocked.get(path);
        if (known?.digest === digest) return ok(known.key);
        const opened = seen?.encrypted
          ? await unlocking
              .run(`${path} ${digest}`, signal, (shared) =>
                openWithPassphrase(path, text, beside.comment, ask, shared),
              )
              .catch(() => err(cancelledError()))
          : await openPlain(path, text, beside.comment);
        if (opened.ok) unlocked.set(path, { digest, key: opened.value });
        return opened;
      }

      if (!seen.encrypted) {
        const opened = await openPlain(path, text, beside.comment);
        if (!opened.ok) return opened;
        unlocked.set(path, { digest, key: opened.value });
        return ok({
          path,
          publicBlob: opened.value.publicBlob,
          comment: opened.value.comment,
          unlock,
        });
      }
      return ok({
        path,
        publicBlob: seen.publicBlob?.toString('base64') ?? beside.blob,
        comment: beside.comment,
        unlock,
      });
    },
  };
}

async function openPlain(
  path: string,
  text: string,
  comment: string,
): Promise<Result<ForwardableKey>> {
  const opened = await unlockKey(text, null);
  if (opened.kind !== 'key') {
    return unreadable(path, opened.kind === 'unusable' ? opened.why : 'it is malformed');
  }
  return signer(opened.key, opened.comment || comment) ?? unreadable(path, 'SSH has no such kind');
}
