import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type AppError, appError } from '../../shared/app-error.ts';
import { type MethodName, type MethodOutput, methods } from '../../shared/contract/methods.ts';
import { err, type Result } from '../../shared/result.ts';
import type { Log } from './log.ts';

/** What answers each method: input already parsed, expected failures as a Result. */
export type Handlers = {
  [M in MethodName]: (
    input: z.output<(typeof methods)[M]['input']>,
  ) => Promise<Result<MethodOutput<M>>> | Result<MethodOutput<M>>;
};

export type Invoke = (method: string, input: unknown) => Promise<Result<unknown>>;

/**
 * The door every shell knocks at: finds the method, parses the input, and lets nothing out but a
 * Result. A throw is a bug: it is logged whole and told as `internal` with the log's id.
 * `checkOutputs` also parses answers; for development and tests, as it costs time at scale.
 */
export function createInvoker(options: {
  handlers: Handlers;
  log: Log;
  checkOutputs: boolean;
}): Invoke {
  const { handlers, log, checkOutputs } = options;

  function internal(method: string, thrown: unknown): { ok: false; error: AppError } {
    const correlationId = randomUUID();
    log.error({ method, correlationId, err: thrown }, 'a method threw');
    return err(
      appError('internal', 'Something went wrong inside the console itself.', {
        hint: `Nothing is known to have changed. The log has the details under ${correlationId}.`,
        correlationId,
      }),
    );
  }

  return async function invoke(method, input) {
    if (!Object.hasOwn(methods, method)) {
      return err(appError('unknown-method', `There is no method ${JSON.stringify(method)}.`));
    }
    const name = method as MethodName;
    const parsed = methods[name].input.safeParse(input);
    if (!parsed.success) {
      return err(
        appError('invalid-input', `The input of ${name} is not of its form.`, {
          details: z.prettifyError(parsed.error),
        }),
      );
    }
    if (methods[name].risk !== 'read') log.info({ method, risk: methods[name].risk }, 'invoke');
    try {
      // The table ties each handler to its own input; a lookup by a union of names loses that tie.
      const handler = handlers[name] as (input: unknown) => Promise<Result<unknown>>;
      const result = await handler(parsed.data);
      if (!result.ok || !checkOutputs) return result;
      const output = methods[name].output.safeParse(result.value);
      if (output.success) return result;
      return internal(name, output.error);
    } catch (thrown) {
      return internal(name, thrown);
    }
  };
}
