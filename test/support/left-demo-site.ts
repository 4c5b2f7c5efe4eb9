import { startDemoSite } from '../../src/main/demo/start-demo-site.ts';
import { defaultPolicy } from '../../src/shared/images/rollout-plan.ts';
import type { SiteState } from '../../src/shared/model/site.ts';
import { addHost, untilRead } from './add-hosts.ts';
import { addImageServer } from './add-image-server.ts';
import { createCleanups } from './cleanups.ts';
import { type ConsoleClient, connectClient } from './console-client.ts';
import { startConsole } from './console-process.ts';
import { demoDoors } from './demo-doors.ts';
import { until } from './until.ts';

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
  serverId: string;
  rollouts: { open: string; ended: string };
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
    const rollouts = await leaveRollouts(client, serverId);
    const vm = { hostId: ids[0] ?? '', name: pausedGuest };
    // Asking for the history writes what waits.
    await client.must('history.moments', {});
    const { jobId } = await client.must('vms.power', { vm, action: 'pause' });
    await client.ended(jobId);
    await client.until('the guest paused', ({ vms }) => {
      return vms[vm.hostId]?.[vm.name]?.state === 'paused';
    });
    return { ids, seen: client.state(), serverId, rollouts };
  } finally {
    await cleanups.run();
  }
}

/** Begins two rollouts: one is aborted, and so over, the other one stands in its pause. */
async function leaveRollouts(
  client: ConsoleClient,
  serverId: string,
): Promise<{ open: string; ended: string }> {
  const [ended, open] = [await begin('web', 'abort'), await begin('worker', 'pause')];
  const kept = async () => {
    // As a look at the page of rollouts does; the records of those that are over follow it.
    const overview = await client.must('images.overview', { serverId });
    return overview.ended.some(({ id }) => id === ended);
  };
  await until(kept, 'the aborted rollout is over');
  await client.must('rollouts.record', { serverId, rolloutId: ended });
  return { open, ended };

  async function begin(role: string, order: 'abort' | 'pause'): Promise<string> {
    const { channels } = await client.must('images.overview', { serverId });
    const newest = channels.find((one) => one.role === role && one.name === 'testing');
    const request = {
      role,
      digest: newest?.digest ?? '',
      waves: [
        { name: 'canary', pick: { kind: 'group' as const, group: 'canary' } },
        { name: 'rest', pick: { kind: 'rest' as const } },
      ],
      policy: { ...defaultPolicy, soakSeconds: 86_400 },
    };
    const { rolloutId } = await client.must('rollouts.start', { serverId, request });
    await client.must('rollouts.command', { serverId, rolloutId, command: { kind: order } });
    return rolloutId;
  }
}
