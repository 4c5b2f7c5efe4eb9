import type { HostDoor } from '../support/host-door.ts';
import type { Lab } from './lab-api.ts';

/** How a console reaches one of the lab's hosts: by the key they all know. */
export function labDoor(lab: Lab, name: string, asUser?: string): HostDoor {
  const { address, port, user, privateKeyPath } = lab.host(name);
  return { label: name, address, port, user: asUser ?? user, keyFile: privateKeyPath };
}
