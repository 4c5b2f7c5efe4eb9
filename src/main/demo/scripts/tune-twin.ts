import { tuneExit } from '../../core/xen/xl/scripts/stateroom-tune.ts';
import { domainRows } from '../host/domain-rows.ts';
import type { Program } from '../shell/call.ts';
import { formatList } from '../xl/format-list.ts';
import { invalidDomid } from '../xl/list-programs.ts';
import { tunePrograms } from '../xl/tune-programs.ts';
import { createFrameWriter } from './frame-writer.ts';

/** What stateroom-tune does: see there for its arguments, frames and exit statuses. */
export const tuneTwin: Program = async (call) => {
  const [, name = '', uuid = '', scheduler = '', weight = '', cap = '', vcpus = ''] = call.args;
  const { sim } = call.host;
  const domain = sim.byName(name);
  if (domain === null) {
    call.err(invalidDomid(name));
    return tuneExit.noDomain;
  }
  if (domain.uuid !== uuid) return tuneExit.otherUuid;
  const program = `sched-${scheduler}`;
  const xl = async (command: string, args: readonly string[]) =>
    (await tunePrograms[command]?.({ ...call, args })) ?? 1;
  const id = String(domain.domid);
  const set = [...(weight ? ['-w', weight] : []), ...(cap ? ['-c', cap] : [])];
  let status = set.length > 0 ? await xl(program, ['-d', id, ...set]) : 0;
  if (status === 0 && vcpus) status = await xl('vcpu-set', [id, vcpus]);
  if (status !== 0) return status;
  const frames = createFrameWriter(call, 'stdout');
  frames.write('domain', formatList(domainRows(sim, call.world.clock.now(), id), true));
  let told = '';
  const out = (text: string) => {
    told += text;
  };
  await tunePrograms[program]?.({ ...call, args: ['-d', id], out });
  frames.write('sched', told);
  return 0;
};
