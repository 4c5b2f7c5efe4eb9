import type { DemoSite } from '../../src/main/demo/start-demo-site.ts';
import type { Client } from '../../src/shared/images/client.ts';
import type { RolloutState } from '../../src/shared/images/rollout-state.ts';
import type { SiteMirror } from './site-mirror.ts';

/** Adds the demo's image server to a console, trusts its key, and waits until it was looked at. */
export async function addImageServer(
  core: SiteMirror,
  { imageServer: { port, root, label } }: DemoSite,
  keyFile: string,
): Promise<string> {
  const added = core.must('images.addServer', {
    label,
    root,
    access: { address: '127.0.0.1', port, user: 'root', identityFiles: [keyFile] },
  });
  const prompt = await core.until('the question about its key', ({ prompts }) =>
    Object.values(prompts).find((one) => one.kind === 'host-key-new'),
  );
  if (prompt.kind === 'host-key-new') {
    const { fingerprint } = prompt.offered;
    const answer = { kind: 'trust', fingerprint } as const;
    await core.must('prompts.answer', { promptId: prompt.id, answer });
  }
  const { serverId } = await added;
  await core.until('the image server', ({ imageServers }) => imageServers[serverId]?.facts != null);
  return serverId;
}

/** A client's file as it lies on the demo's image server. */
export function clientFile({ imageServer }: DemoSite, id: string): Client {
  return JSON.parse(imageServer.files.text(`clients/${id}.json`) ?? 'null');
}

/** Its state when `look` first says yes; null once it is over. */
export async function rolloutUntil(
  core: SiteMirror,
  at: { serverId: string; rolloutId: string },
  look: (state: RolloutState) => boolean,
): Promise<RolloutState> {
  for (;;) {
    const { state } = await core.must('rollouts.read', at);
    if (look(state)) return state;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
