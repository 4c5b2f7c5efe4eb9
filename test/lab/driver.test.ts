import { describeDriver } from '../support/driver-suite.ts';
import { openLab } from './lab-api.ts';
import { labDoor } from './lab-door.ts';

describeDriver('two real Xen hosts', async () => {
  const lab = await openLab();
  await lab.reset();
  return {
    site: {
      source: labDoor(lab, 'xen-a'),
      target: labDoor(lab, 'xen-b'),
      guests: { movable: 'counter', pv: 'pv1', halted: 'disk1' },
      hostile: labDoor(lab, 'xen-a'),
      // Its kernel boots for half a minute here, and forgets what it is asked meanwhile.
      hostileListens: false,
    },
    // The lab stays up; whoever needs it next resets it.
    close: async () => {},
  };
});
