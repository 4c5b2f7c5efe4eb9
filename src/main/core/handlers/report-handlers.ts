import type { Handlers } from '../invoker.ts';
import type { HandlerContext } from './handler-context.ts';

export function reportHandlers({
  reports,
}: HandlerContext): Pick<Handlers, 'reports.preview' | 'reports.make'> {
  return {
    'reports.preview': (question) => reports.preview(question),
    'reports.make': ({ question, format }) => reports.make(question, format),
  };
}
