import { domainRows } from '../host/domain-rows.ts';
import type { Program } from '../shell/call.ts';
import { dfLocal, dfNfs, diskIds, diskSizes, ipAddr, vgs } from '../shell/system-texts.ts';
import { formatInfo } from '../xl/format-info.ts';
import { formatList } from '../xl/format-list.ts';
import { formatLongList } from '../xl/format-long-list.ts';
import { formatCpupools, formatSchedule, formatVcpus } from '../xl/format-tables.ts';
import { writeConfigFiles } from './config-files.ts';
import { consoleTtys } from './console-ttys.ts';
import { createFrameWriter } from './frame-writer.ts';

/** What stateroom-read tells of a host, frame by frame. "$2": folder of the configurations. */
export const readTwin: Program = (call) => {
  const { world, host } = call;
  const { sim } = host;
  const frames = createFrameWriter(call, 'both');
  const folder = call.args[1] ?? '/etc/xen';
  const now = world.clock.now();
  const rows = domainRows(sim, now);
  const clock = () => `${world.clock.now().toFixed(6)}000\n`;

  frames.write('clock', clock());
  // "$(…)" takes the last line break away.
  frames.write('info', formatInfo(sim, true).trimEnd());
  frames.write(`domains ${sim.uptime().toFixed(2)}`, formatList(rows, true));
  frames.write('configs', formatLongList(rows));
  frames.write('vcpus', formatVcpus(sim, rows, now));
  frames.write('sched', formatSchedule(sim, rows));
  frames.write('pools', formatCpupools(sim));
  frames.write('ttys', consoleTtys(sim));
  writeConfigFiles(sim.files, folder, frames);
  frames.write('addresses', ipAddr(host));
  frames.write('bridges', sim.plan.bridges.map((bridge) => `${bridge}\n`).join(''));
  frames.write('mounts', sim.files.read('/proc/mounts') ?? '');
  frames.write('space', dfNfs(host) + dfLocal());
  frames.write('vgs', vgs(host, world.plan.seed));
  frames.write('disk-ids', diskIds(host));
  frames.write('disk-sizes', diskSizes(host));
  const cpuinfo = sim.files.read('/proc/cpuinfo') ?? '';
  frames.write('cpu', cpuinfo.slice(0, cpuinfo.indexOf('\n\n') + 2));
  frames.write('clock', clock());
  return 0;
};
