import { err, ok } from '../../../shared/result.ts';
import type { Handlers } from '../invoker.ts';
import { mailSecretKey } from '../reports/mail-secret.ts';
import { done, type HandlerContext, mapped } from './handler-context.ts';

type ReportMethods = Extract<keyof Handlers, `reports.${string}`>;

export function reportHandlers({
  reports,
  secrets,
  sendMail,
}: HandlerContext): Pick<Handlers, ReportMethods> {
  return {
    'reports.preview': (question) => reports.preview(question),
    'reports.make': ({ question, format }) => reports.make(question, format),
    'reports.setMailPassword': ({ password, keep, ...route }) =>
      mapped(secrets.set(mailSecretKey(route), password, keep), done),
    'reports.testMail': async (route) => {
      const sent = await sendMail(
        route,
        {
          subject: 'Stateroom can send its reports',
          text: 'Reports on a schedule will come this way.',
          file: null,
        },
        { password: secrets.get(mailSecretKey(route)) },
      );
      if (!sent.ok) return sent;
      // Whoever tests wants to hear of each address.
      return sent.value.error ? err(sent.value.error) : ok({ to: sent.value.to });
    },
  };
}
