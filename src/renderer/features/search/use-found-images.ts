import type { Transport } from '../../../shared/contract/transport.ts';
import type { FoundItem } from '../../../shared/images/found-item.ts';
import { useFound } from './use-found.ts';

const mostImages = 8;
const none: readonly FoundItem[] = [];

/** What of image servers is found for a query. */
export function useFoundImages(query: string): readonly FoundItem[] {
  return useFound(query, none, ask);
}

async function ask(transport: Transport, query: string): Promise<readonly FoundItem[]> {
  const answer = await transport.invoke('images.find', { query, limit: mostImages });
  return answer.ok ? answer.value.found : none;
}
