import type { SimDomain } from '../host/sim-domain.ts';
import type { Call, Program } from '../shell/call.ts';

/** The first domain of this uuid, as `xl list -v` shows them. */
function byUuid({ host }: Call, uuid: string): SimDomain | undefined {
  return host.sim.domains().find((domain) => domain.uuid === uuid);
}

/** stateroom-cancel: `ended`, `late` or `asked`. */
export const cancelMoveTwin: Program = ({ host, args, out }) => {
  const [folder = '', mode] = args;
  const record = host.moves.get(folder);
  if (record === undefined || record.status !== null) {
    out('ended\n');
    return 0;
  }
  const gone = record.lines.some((line) => line.includes('Giving target permission'));
  if (gone || (mode === 'stop-and-copy' && record.turn)) {
    out('late\n');
    return 0;
  }
  if (mode === 'stop-and-copy') record.turn = true;
  record.link.abort();
  out('asked\n');
  return 0;
};

/** stateroom-clean-up, on either host. "$1": directory of a move that is over. */
export const cleanUpTwin: Program = ({ host, args }) => {
  const folder = args[0] ?? '';
  if (/\/stateroom-[^/]+$/.test(folder)) {
    host.moves.delete(folder);
    host.sim.files.removeTree(folder);
  }
  return host.sim.files.isFolder(folder) ? 1 : 0;
};

/** stateroom-look-at-target: who still receives, and what the record of a stop-and-copy says. */
export const lookAtTargetTwin: Program = ({ host, args, out }) => {
  const [job = '', folder = ''] = args;
  const { files } = host.sim;
  out(`receiver ${host.receivers.has(job) ? 'running' : 'gone'}\n`);
  const went = files.entry(`${folder}/went`) !== null;
  out(`record ${went ? 'went' : files.isFolder(folder) ? 'unstarted' : 'none'}\n`);
  return 0;
};

/** stateroom-end-receiver. "$1": job id. */
export const endReceiverTwin: Program = async ({ host, world, args, signal, err }) => {
  const job = args[0] ?? '';
  for (let tries = 0; tries < 10; tries++) {
    const receiver = host.receivers.get(job);
    if (receiver === undefined) return 0;
    receiver.abort();
    await world.clock.wait(1, signal);
  }
  err('still there\n');
  return 1;
};

/** stateroom-settle: see there for what it refuses. */
export const settleDomainTwin: Program = (call) => {
  const [action, domid, uuid = ''] = call.args;
  const { sim } = call.host;
  const domain = byUuid(call, uuid);
  if (domain === undefined || String(domain.domid) !== domid) {
    call.out(`refused: domain ${domid} is not that guest\n`);
    return 0;
  }
  const paused = domain.state === 'paused';
  if (action === 'destroy' && (paused || domain.state === 'suspended')) sim.destroy(domain);
  else if (action === 'unpause' && paused) sim.setState(domain, 'running');
  else {
    call.out(`refused: it is in state ${domain.state}\n`);
    return 0;
  }
  call.out('done\n');
  return 0;
};
