import { useCallback, useEffect, useState } from 'react';
import type { ImportProgress } from '../../../shared/images/import.ts';
import { useApp } from '../../state/app-context.ts';

const everyMs = 500;

/** Images on their way in, and those that ended; looked at as long as one goes on. */
export function useImports(
  serverId: string,
  onEnded: () => void,
): { imports: readonly ImportProgress[]; again(): void } {
  const { transport } = useApp();
  const [imports, setImports] = useState<readonly ImportProgress[]>([]);
  const [turn, setTurn] = useState(0);
  const again = useCallback(() => setTurn((before) => before + 1), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another turn is asking again.
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let stopped = false;
    let open = 0;
    const read = async () => {
      const answer = await transport.invoke('imports.list', { serverId });
      if (stopped || !answer.ok) return;
      setImports(answer.value.imports);
      const stillOpen = answer.value.imports.filter(({ end }) => end === null).length;
      if (stillOpen < open) onEnded();
      open = stillOpen;
      if (open > 0) timer = setTimeout(read, everyMs);
    };
    void read();
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [transport, serverId, onEnded, turn]);
  return { imports, again };
}
