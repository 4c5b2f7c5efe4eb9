import type { HostDoor } from './host-door.ts';
import type { SiteMirror } from './site-mirror.ts';

/** Adds an image server to a console, trusts the key that it shows, and waits until it was looked at. Answers its id. */
export async function addImageServer(
  mirror: SiteMirror,
  door: HostDoor,
  root: string,
): Promise<string> {
  const { label, address, port, user, keyFile } = door;
  const access = { address, port, user, identityFiles: [keyFile] };
  const { serverId } = await mirror.must('images.addServer', { label, access, root });
  const prompt = await mirror.until(`the host key of ${label}`, ({ prompts }) =>
    Object.values(prompts).find((each) => each.hostId === serverId),
  );
  if (prompt.kind !== 'host-key-new') throw new Error(`${label} asked for ${prompt.kind}`);
  const { fingerprint } = prompt.offered;
  await mirror.must('prompts.answer', {
    promptId: prompt.id,
    answer: { kind: 'trust', fingerprint },
  });
  await untilServerSeen(mirror, serverId);
  return serverId;
}

export async function untilServerSeen(mirror: SiteMirror, serverId: string): Promise<void> {
  await mirror.until('the image server seen', ({ imageServers }) => {
    const server = imageServers[serverId];
    return server?.link.state === 'online' && server.facts !== null;
  });
}
