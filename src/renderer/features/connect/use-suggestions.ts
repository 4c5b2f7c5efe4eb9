import { useEffect, useState } from 'react';
import type { MethodOutput } from '../../../shared/contract/methods.ts';
import { useApp } from '../../state/app-context.ts';

export type Suggestion = MethodOutput<'hosts.suggestions'>['hosts'][number];

export interface Suggestions {
  hosts: readonly Suggestion[];
  /** Why (a part of) ~/.ssh/config could not be used; null when all of it could. */
  problem: string | null;
}

const none: Suggestions = { hosts: [], problem: null };

/** Hosts of ~/.ssh/config, read when the form appears. Empty until then. */
export function useSuggestions(): Suggestions {
  const { transport } = useApp();
  const [suggestions, setSuggestions] = useState(none);
  useEffect(() => {
    let wanted = true;
    void transport.invoke('hosts.suggestions', {}).then((answer) => {
      if (!wanted) return;
      setSuggestions(answer.ok ? answer.value : { hosts: [], problem: answer.error.message });
    });
    return () => {
      wanted = false;
    };
  }, [transport]);
  return suggestions;
}
