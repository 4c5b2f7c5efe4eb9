import { startDemoSite } from '../../src/main/demo/start-demo-site.ts';
import type { SiteState } from '../../src/shared/model/site.ts';
import { addHost, untilRead } from './add-hosts.ts';
import { addImageServer } from './add-image-server.ts';
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
  const demo = await startDemoSite({ hosts: 3, vms: 15, seed: 7, speed: 4 });
  const doors = demoDoors(demo.hosts);
  const shell = await startConsole({ dataDir: dataPath, args: ['--site', 'own'] });
  const client = await connectClient(shell.url);
  const ids: string[] = [];
  for (const door of doors.doors) ids.push(await addHost(client, door));
  await untilRead(client, ids);
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
  const seen = client.state();
  client.close();
  await shell.stop();
  doors.close();
  await demo.close();
  return { ids, seen };
}
