import { startDemoSite } from '../../../src/main/demo/start-demo-site.ts';
import { demoDoors } from '../../support/demo-doors.ts';
import { describeDriver } from '../../support/driver-suite.ts';

describeDriver('a demo site', async () => {
  const demo = await startDemoSite({ hosts: 6, vms: 40, seed: 7, speed: 2 });
  const doors = demoDoors(demo.hosts);
  return {
    site: {
      source: doors.door('xen-01'),
      target: doors.door('xen-02'),
      guests: { movable: 'web-01', pv: 'intranet', halted: 'template-debian12' },
      hostile: doors.door('xen-02'),
      hostileListens: true,
    },
    async close() {
      await demo.close();
      doors.close();
    },
  };
});
