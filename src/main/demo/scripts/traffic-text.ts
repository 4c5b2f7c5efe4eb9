import { vdevNumber } from '../../core/xen/vdev-number.ts';
import { carriedBy } from '../host/sim-domain.ts';
import type { SimHost } from '../host/sim-host.ts';
import { countsDisk } from '../model/traffic-curves.ts';

const sectorBytes = 512;

/** The lines of stateroom-watch's `traffic`, as dom0 sees it: what a guest sends, it receives. */
export function trafficText(sim: SimHost, now: number): string {
  const lines: string[] = [];
  const line = (name: string, first: number, second: number) =>
    lines.push(`${name} ${Math.floor(first)} ${Math.floor(second)}`);
  for (const domain of sim.domains()) {
    const { domid, config } = domain;
    const { netIn, netOut, diskRead, diskWrite } = carriedBy(domain, now);
    for (const [index] of config.nics.entries()) {
      line(`vif-${domid}-${index}`, index === 0 ? netOut : 0, index === 0 ? netIn : 0);
    }
    for (const [index, { target, vdev }] of config.disks.entries()) {
      const number = vdevNumber(vdev);
      if (target === null || number === null) continue;
      if (!countsDisk(config)) lines.push(`qdisk-${domid}-${number} - -`);
      else if (index > 0) line(`vbd-${domid}-${number}`, 0, 0);
      else line(`vbd-${domid}-${number}`, diskRead / sectorBytes, diskWrite / sectorBytes);
    }
  }
  const { netIn, netOut, diskRead, diskWrite } = sim.carried(now);
  line('nic eth0', netIn, netOut);
  line('disk sda', diskRead / sectorBytes, diskWrite / sectorBytes);
  return lines.join('\n');
}
