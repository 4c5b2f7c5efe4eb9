import {
  type MailRoute,
  type MailSecurity,
  mailAddressSchema,
  mailRouteSchema,
  usualPorts,
} from '../../../shared/reports/mail-route.ts';

/** The fields of a mail route as they are typed. */
export interface MailDraft {
  /** Addresses, with commas or spaces between; empty: no mail. */
  to: string;
  from: string;
  server: string;
  port: string;
  security: MailSecurity;
  user: string;
  /** Empty: the one that is kept stays. */
  password: string;
  remember: boolean;
}

export function draftOf(route: MailRoute | null): MailDraft {
  return {
    to: route?.to.join(', ') ?? '',
    from: route?.from ?? '',
    server: route?.server ?? '',
    port: String(route?.port ?? usualPorts.starttls),
    security: route?.security ?? 'starttls',
    user: route?.user ?? '',
    password: '',
    remember: true,
  };
}

/** Another way of security has another usual port; one that was typed by hand stays. */
export function withSecurity(draft: MailDraft, security: MailSecurity): MailDraft {
  const isUsual = draft.port === String(usualPorts[draft.security]);
  return { ...draft, security, port: isUsual ? String(usualPorts[security]) : draft.port };
}

/** The route; null: no mail is wanted. A text: why it is none yet. */
export function routeOf(draft: MailDraft): MailRoute | null | string {
  const to = draft.to.split(/[\s,;]+/).filter((address) => address !== '');
  if (to.length === 0) return null;
  const odd = to.find((address) => !mailAddressSchema.safeParse(address).success);
  if (odd !== undefined) return `${odd} is no mail address.`;
  const route = {
    to,
    from: draft.from.trim(),
    server: draft.server.trim(),
    port: Number(draft.port),
    security: draft.security,
    user: draft.user.trim(),
  };
  if (!mailAddressSchema.safeParse(route.from).success) {
    return 'Say from which address the mail comes.';
  }
  if (route.server === '') return 'Say which server takes the mail.';
  if (!/^\d{1,5}$/.test(draft.port.trim())) return 'A port is a number.';
  const parsed = mailRouteSchema.safeParse(route);
  return parsed.success
    ? parsed.data
    : (parsed.error.issues[0]?.message ?? 'This is no mail server.');
}
