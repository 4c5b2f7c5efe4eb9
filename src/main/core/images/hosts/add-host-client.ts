import type { Client } from '../../../../shared/images/client.ts';
import type { ServerSettings } from '../../../../shared/images/server-settings.ts';
import type { Result } from '../../../../shared/result.ts';
import { bootFiles } from '../boot/boot-files.ts';
import { clientPath } from '../carry/switch-clients.ts';
import type { Kept } from '../parse/image-server-state.ts';
import { type Change, commit } from '../server/commit.ts';
import type { ServerPlace } from '../server/server-answer.ts';

/** Writes the file of a new client and what it boots by. `conflict` where there is one by now. */
export async function addHostClient(
  place: ServerPlace,
  client: Client,
  settings: Kept<ServerSettings>,
  by: string,
): Promise<Result<unknown>> {
  const files = bootFiles(client, settings.value, place.root);
  if (!files.ok) return files;
  const path = clientPath(client.id);
  return commit(place, [
    { do: 'expect', path, sum: null },
    { do: 'expect', path: 'server.json', sum: settings.sum },
    { do: 'audit', by, what: 'client made of a xen host', about: { client: client.id } },
    // A dom0 whose root is its own disk has no kit in its initrd that would make it.
    { do: 'mkdir', path: `state/${client.id}` },
    { do: 'write', path, value: client },
    ...[...files.value].map(([at, lines]): Change => ({ do: 'lines', path: at, lines })),
  ]);
}
