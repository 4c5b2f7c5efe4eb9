import { startDemoSite } from '../../src/main/demo/start-demo-site.ts';
import type { SiteState } from '../../src/shared/model/site.ts';
import { addHost, untilRead } from './add-hosts.ts';
import { addImageServer } from './add-image-server.ts';
import { createCleanups } from './cleanups.ts';
import { connectClient } from './console-client.ts';
import { startConsole } from './console-process.ts';
import { demoDoors } from './demo-doors.ts';

/** The name of the guest that was paused; it is on the first host. */
export const pausedGuest = 'web-01';

/**
 * Has a console see three hosts of the demo and its image server, and pause a guest there, so that it has a past in which
 * it ran; then ends the console, and the hosts for good. Returns the ids of the hosts, and the site
 * as it was last seen. `dataPath`: the console's data, which the next one starts on.
 */
export async function leaveDemoSite(dataPath: string): Promise<{
  ids: string[];
  seen: SiteState;
}> {
  const cleanups = createCleanups();
  try {
    const demo = cleanups.add(await startDemoSite({ hosts: 3, vms: 15, seed: 7, speed: 4 }));
    const doors = cleanups.add(demoDoors(demo.hosts));
    const shell = cleanups.add(await startConsole({ dataDir: dataPath, args: ['--site', 'own'] }));
    const client = cleanups.add(await connectClient(shell.url));
    const ids: string[] = [];
    for (const door of doors.doors) ids.push(await addHost(client, door));
    await untilRead(client, ids);
    await client.until('the usage of every host', ({ hosts }) =>
      ids.every((id) => hosts[id]?.usage != null),
    );
    const [first] = doors.doors;
    if (!first) throw new Error('the demo site has no host');
    const { label, port, root } = demo.imageServer;
    const serverId = await addImageServer(client, { ...first, label, port }, root);
    // As a look at its page does.
    await client.must('images.overview', { serverId });
    const vm = { hostId: ids[0] ?? '', name: pausedGuest };
    // Asking for the history writes what waits.
    await client.must('history.moments', {});
    const { jobId } = await client.must('vms.power', { vm, action: 'pause' });
    await client.ended(jobId);
    await client.until('the guest paused', ({ vms }) => {
      return vms[vm.hostId]?.[vm.name]?.state === 'paused';
    });
    return { ids, seen: client.state() };
  } finally {
    await cleanups.run();
  }
}
