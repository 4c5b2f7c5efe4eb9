import { useEffect, useState } from 'react';
import { useApp } from '../../state/app-context.ts';

const everyMs = 10_000;

/** Counts up every few seconds while an order by numbers is on; holds still during a drag. */
export function useReorderTick(active: boolean): number {
  const { store } = useApp();
  const [tick, setTick] = useState(0);
  useEffect(() => {
    if (!active) return;
    const timer = setInterval(() => {
      if (!store.getState().drag) setTick((count) => count + 1);
    }, everyMs);
    return () => clearInterval(timer);
  }, [active, store]);
  return tick;
}
