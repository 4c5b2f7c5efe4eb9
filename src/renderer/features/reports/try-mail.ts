import type { AppError } from '../../../shared/app-error.ts';
import type { MailRoute } from '../../../shared/reports/mail-route.ts';
import type { AppServices } from '../../state/app-context.ts';
import type { MailDraft } from './mail-draft.ts';

export type MailTrial =
  | { kind: 'none' }
  | { kind: 'trying' }
  | { kind: 'sent'; to: readonly string[] }
  | { kind: 'failed'; error: AppError };

/** Hands a password that was typed to the core; null: that went well, or none was. */
export async function keepPassword(
  { transport }: AppServices,
  { server, port, user }: MailRoute,
  { password, remember }: MailDraft,
): Promise<(MailTrial & { kind: 'failed' }) | null> {
  if (password === '' || user === '') return null;
  const kept = await transport.invoke('reports.setMailPassword', {
    ...{ server, port, user, password },
    keep: remember ? 'remember' : 'session',
  });
  return kept.ok ? null : { kind: 'failed', error: kept.error };
}

export async function tryMail({ transport }: AppServices, route: MailRoute): Promise<MailTrial> {
  const sent = await transport.invoke('reports.testMail', route);
  return sent.ok ? { kind: 'sent', to: sent.value.to } : { kind: 'failed', error: sent.error };
}
