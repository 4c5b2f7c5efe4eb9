import type { PromptAnswer } from '../../../shared/model/connection.ts';
import { ok, type Result } from '../../../shared/result.ts';
import type { HostKeyQuestion, RouteContext } from './open-route.ts';
import { createQuestions } from './questions.ts';

/**
 * Puts a host key before the user and pins it if the answer is yes to exactly that key. One
 * question for all hosts that wait for the same machine. False: no, or taken back.
 */
export async function askForTrust(
  context: RouteContext,
  { step, label, offered, pinned }: HostKeyQuestion,
  signal: AbortSignal,
): Promise<Result<boolean>> {
  const { hostId, hostKeys, prompts, shared } = context;
  // The answer may have come for another host while this one was still on its way to asking.
  const known = hostKeys.get(step.place);
  if (!known.ok) return known;
  if (known.value?.blob === offered.blob) return ok(true);

  const questions = createQuestions(prompts, { hostId, hostLabel: label }, () => {});
  const answer = await shared.hostKeyQuestions
    .run(`${step.place} ${offered.fingerprint}`, signal, (joint) =>
      questions.hostKey(offered, pinned, joint),
    )
    .catch((): PromptAnswer => ({ kind: 'cancel' }));
  if (signal.aborted || answer.kind !== 'trust') return ok(false);
  if (answer.fingerprint !== offered.fingerprint) return ok(false);
  const kept = hostKeys.pin(step.place, offered);
  return kept.ok ? ok(true) : kept;
}
