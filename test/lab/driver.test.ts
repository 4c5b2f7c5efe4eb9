import { describeDriver } from '../support/driver-suite.ts';
import type { HostDoor } from '../support/host-door.ts';
import { openLab } from './lab-api.ts';

describeDriver('two real Xen hosts', async () => {
  const lab = await openLab();
  await lab.reset();
  const door = (name: string): HostDoor => {
    const { address, port, user, privateKeyPath } = lab.host(name);
    return { label: name, address, port, user, keyFile: privateKeyPath };
  };
  return {
    site: {
      source: door('xen-a'),
      target: door('xen-b'),
      guests: { movable: 'counter', pv: 'pv1', halted: 'disk1' },
      hostile: door('xen-a'),
      // Its kernel boots for half a minute here, and forgets what it is asked meanwhile.
      hostileListens: false,
    },
    // The lab stays up; whoever needs it next resets it.
    close: async () => {},
  };
});
