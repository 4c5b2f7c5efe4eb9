import type { HostDoor } from './host-door.ts';
import type { SiteMirror } from './site-mirror.ts';

/** Adds a host to a console and trusts the key that it shows. Answers the host's id. */
export async function addHost(mirror: SiteMirror, door: HostDoor): Promise<string> {
  const { label, keyFile, ...access } = door;
  const { hostId } = await mirror.must('hosts.add', {
    label,
    access: { ...access, identityFiles: [keyFile] },
  });
  const prompt = await mirror.until(`the host key of ${label}`, ({ prompts }) =>
    Object.values(prompts).find((each) => each.hostId === hostId),
  );
  if (prompt.kind !== 'host-key-new') throw new Error(`${label} asked for ${prompt.kind}`);
  await mirror.must('prompts.answer', {
    promptId: prompt.id,
    answer: { kind: 'trust', fingerprint: prompt.offered.fingerprint },
  });
  return hostId;
}

/** Waits until every one of these hosts is online, read and followed. */
export async function untilRead(mirror: SiteMirror, hostIds: readonly string[]): Promise<void> {
  await mirror.until('every host read', ({ hosts, vms }) =>
    hostIds.every((id) => {
      const host = hosts[id];
      return host?.link.state === 'online' && host.facts !== null && vms[id] !== undefined;
    }),
  );
}
