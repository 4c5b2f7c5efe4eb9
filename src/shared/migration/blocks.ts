import type { MoveReason, MoveReasonCode } from './verdict.ts';

/** A reason that forbids the move. */
export function blocks(
  code: MoveReasonCode,
  message: string,
  remedy: string,
  offer: MoveReason['offer'] = null,
): MoveReason {
  return { code, severity: 'blocks', message, remedy, offer };
}

/** A reason to know before the move, which is possible all the same. */
export function warns(code: MoveReasonCode, message: string, remedy: string): MoveReason {
  return { code, severity: 'warns', message, remedy, offer: null };
}
