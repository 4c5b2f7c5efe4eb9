import { useEffect, useState } from 'react';
import type { Prompt } from '../../../shared/model/connection.ts';
import { useAppState } from '../../state/app-context.ts';

/** Whether keys that are pressed now go into a text. */
function isTyping(element: Element | null): boolean {
  if (element instanceof HTMLInputElement) {
    return !['checkbox', 'radio', 'button', 'submit', 'range'].includes(element.type);
  }
  return (
    element instanceof HTMLTextAreaElement ||
    (element instanceof HTMLElement && element.isContentEditable)
  );
}

export interface PromptTurn {
  /** The question on screen: the same until the user is done with it, even when it was taken back. */
  current: Prompt | null;
  /** The connection that asked it ended, or asks anew. */
  takenBack: boolean;
  /** Questions without an answer that are not on screen, oldest first. */
  waiting: readonly Prompt[];
  /** Shows the oldest that waits. */
  show(): void;
  putAside(): void;
  /** The current one is answered. */
  finish(): void;
}

/**
 * Which question has its turn. One is shown by itself only when nothing else is open and the
 * user is not typing: a password meant for one host must never land in the field for another.
 */
export function usePromptTurn(): PromptTurn {
  const prompts = useAppState((state) => state.site.prompts);
  const occupied = useAppState(
    ({ view, drag }) => view.dialog !== null || view.menu !== null || drag !== null,
  );
  const [current, setCurrent] = useState<Prompt | null>(null);
  const [aside, setAside] = useState<ReadonlySet<string>>(new Set());
  const [answered, setAnswered] = useState<ReadonlySet<string>>(new Set());

  const waiting = Object.values(prompts).filter(
    ({ id }) => id !== current?.id && !answered.has(id),
  );
  const next = waiting.find(({ id }) => !aside.has(id)) ?? null;
  useEffect(() => {
    if (current || !next || occupied || isTyping(document.activeElement)) return;
    setCurrent(next);
  }, [current, next, occupied]);

  return {
    current,
    takenBack: current !== null && !Object.hasOwn(prompts, current.id),
    waiting,
    show: () => setCurrent(next ?? waiting[0] ?? null),
    putAside() {
      if (current) setAside((ids) => new Set(ids).add(current.id));
      setCurrent(null);
    },
    finish() {
      if (current) setAnswered((ids) => new Set(ids).add(current.id));
      setCurrent(null);
    },
  };
}
