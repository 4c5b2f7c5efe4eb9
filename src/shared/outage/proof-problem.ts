import type { Host } from '../model/host.ts';
import type { Outage } from './outage.ts';

/** A proof holds so long: afterwards somebody may have pressed its power button. */
export const proofLastsMs = 60 * 60_000;

/**
 * Why it is not proved that a host is down; null: it is, as far as anybody can know. A host that
 * answers, or that has answered since the proof was given, is never down.
 * @param now Milliseconds since the epoch.
 */
export function proofProblem(
  host: Pick<Host, 'label' | 'link'>,
  outage: Pick<Outage, 'proof'> | undefined,
  now: number,
): string | null {
  const answers = answerOf(host);
  if (answers !== null) return answers;
  const proof = outage?.proof;
  if (!proof) return `Nothing proves that ${host.label} is down.`;
  if ((host.link.lastSeen ?? 0) > proof.at) {
    return `${host.label} has answered after it was said to be down.`;
  }
  if (Math.abs(now - proof.at) > proofLastsMs) {
    return `That ${host.label} is down was proved too long ago: somebody may have started it since.`;
  }
  return null;
}

/** In what way a host answers; null: it does not. */
export function answerOf({ label, link }: Pick<Host, 'label' | 'link'>): string | null {
  if (link.state === 'online') return `${label} answers: it is not down.`;
  if (link.state === 'blocked') {
    return `${label} waits for an answer of yours, so something is there that may run its VMs.`;
  }
  if (link.state === 'idle')
    return `${label} was disconnected, so nobody looks whether it answers.`;
  return null;
}
