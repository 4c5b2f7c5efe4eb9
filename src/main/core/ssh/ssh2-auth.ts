import type ssh2 from 'ssh2';
import type { AppError } from '../../../shared/app-error.ts';
import { appError } from '../../../shared/app-error.ts';
import type { AuthReply, AuthStep, ConnectRequest } from './ssh-connector.ts';
import { oneKeyAgent } from './ssh2-agents.ts';
import type { Watchdog } from './watchdog.ts';

const waitingFor = 'answer to the login';

/** The part of ssh2's insides that `watchReplies` reads; ssh2 is pinned to an exact version. */
interface Ssh2Insides {
  _protocol?: {
    _handlers?: {
      USERAUTH_FAILURE?: (protocol: unknown, allowed: string[], partial: boolean) => void;
    };
  };
}

/**
 * ssh2 1.17 tells its handler what the server still accepts after every refusal but one: that of
 * a key it signed through an agent, which is how we offer all keys. "Right, and now the second
 * factor" is such a refusal, so the server's answer is read before ssh2 treats it.
 */
function watchReplies(client: ssh2.Client, onReply: (reply: AuthReply) => void): void {
  const handlers = (client as unknown as Ssh2Insides)._protocol?._handlers;
  const original = handlers?.USERAUTH_FAILURE;
  if (!handlers || !original) return;
  handlers.USERAUTH_FAILURE = (protocol, allowed, partial) => {
    onReply({ allowed, partial });
    original(protocol, allowed, partial);
  };
}

/** Turns ssh2's questions for the next way to log in into `request.nextStep`, and its answers back. */
export function ssh2AuthHandler(
  client: ssh2.Client,
  request: ConnectRequest,
  watchdog: Watchdog,
  lost: AbortSignal,
  fail: (error: AppError) => void,
): ssh2.AuthHandlerMiddleware {
  const username = request.user;
  let reply: AuthReply | null = null;
  let watching = false;

  client.on('change password', () => {
    fail(
      appError(
        'ssh-auth-failed',
        `The password of ${username} on ${request.address} has expired.`,
        {
          hint: 'Log in once with a terminal and set a new one.',
        },
      ),
    );
  });

  function method(step: Exclude<AuthStep, { kind: 'give-up' }>): ssh2.AnyAuthMethod {
    if (step.kind === 'none') return { type: 'none', username };
    if (step.kind === 'password') return { type: 'password', username, password: step.password };
    if (step.kind === 'key') {
      const resume = () => {
        if (!lost.aborted) watchdog.expect(waitingFor, request.timeouts.authMs);
      };
      const agent = oneKeyAgent(step.key, {
        before: () => watchdog.rest(),
        after: resume,
        failed: resume,
      });
      return { type: 'agent', username, agent };
    }
    return {
      type: 'keyboard-interactive',
      username,
      prompt: (title, instructions, _language, prompts, finish) => {
        watchdog.rest();
        const fields = prompts.map((one) => ({ label: one.prompt, echo: one.echo ?? false }));
        step.answer({ title, instructions, fields }, lost).then((answers) => {
          if (lost.aborted) return;
          if (!answers.ok) {
            fail(answers.error);
            return;
          }
          watchdog.expect(waitingFor, request.timeouts.authMs);
          finish(answers.value);
        });
      },
    };
  }

  return (allowed, partial, next) => {
    if (!watching) {
      watching = true;
      watchReplies(client, (seen) => {
        reply = seen;
      });
    }
    const seen = reply ?? { allowed: allowed ?? null, partial: partial ?? false };
    reply = null;
    watchdog.rest();
    request.nextStep(seen).then((step) => {
      if (lost.aborted) return;
      if (step.kind === 'give-up') {
        fail(step.error);
        return;
      }
      watchdog.expect(waitingFor, request.timeouts.authMs);
      next(method(step));
    });
  };
}
