import { useEffect, useState } from 'react';
import type { FoundItem } from '../../../shared/images/found-item.ts';
import { useApp } from '../../state/app-context.ts';

const none: readonly FoundItem[] = [];
const pauseMs = 100;

/** What of image servers is found for a query: asked for once the typing rests. */
export function useFoundImages(query: string, limit: number): readonly FoundItem[] {
  const { transport } = useApp();
  const [found, setFound] = useState(none);
  useEffect(() => {
    if (query.trim().length < 2) {
      setFound(none);
      return;
    }
    let wanted = true;
    const timer = setTimeout(async () => {
      const answer = await transport.invoke('images.find', { query, limit });
      if (wanted) setFound(answer.ok ? answer.value.found : none);
    }, pauseMs);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [transport, query, limit]);
  return found;
}
