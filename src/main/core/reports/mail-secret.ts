import type { MailRoute } from '../../../shared/reports/mail-route.ts';

/** Under which name the shell keeps the password of a mail route. */
export function mailSecretKey({ user, server, port }: Pick<MailRoute, 'user' | 'server' | 'port'>) {
  return `smtp:${user}@${server}:${port}`;
}
