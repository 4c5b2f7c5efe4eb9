import { receiveCopyScript, runCopyScript } from '../../core/migration/scripts/run-copy.ts';
import { receiveLiveScript, runLiveScript } from '../../core/migration/scripts/run-live.ts';
import type { WorldHost } from '../host/demo-world.ts';
import type { SimDomain } from '../host/sim-domain.ts';
import { copyMove } from '../migration/copy-move.ts';
import { liveMove } from '../migration/live-move.ts';
import { moveLines } from '../migration/move-lines.ts';
import { newCopy } from '../migration/move-progress.ts';
import type { MoveRecord } from '../migration/move-record.ts';
import type { Call, Program } from '../shell/call.ts';
import { follow } from './follow-twin.ts';
import { arrive } from './transport.ts';

/** stateroom-move: see core/migration/scripts/start-move.ts for its arguments and words. */
export const startMoveTwin: Program = async (call) => {
  const [folder = '', domid = '', uuid = '', known = '', program = '', name = '', transport = ''] =
    call.args;
  const { host, world } = call;
  const { files } = host.sim;
  const domain = host.sim.byId(Number(domid));
  if (domain?.uuid !== uuid) {
    call.out('refused the guest is not on this host any more\n');
    return 0;
  }
  if (files.isFolder(folder)) {
    call.out(`refused mkdir: cannot create directory '${folder}': File exists\n`);
    return 0;
  }
  const work = workers[program];
  if (work === undefined) {
    call.out(`refused the demo host does not know this program (${name})\n`);
    return 0;
  }
  files.write(`${folder}/known_hosts`, `${known}\n`, world.clock.now());
  const record: MoveRecord = {
    lines: [],
    status: null,
    copy: newCopy(call),
    link: new AbortController(),
    turn: false,
  };
  host.moves.set(folder, record);
  // Detached: it goes on when this channel, and with it the console, is gone.
  void work(call, record, domain, transport).then((status) => {
    record.status = status;
  });
  call.out('begun\n');
  await follow(call, folder);
  return 0;
};

type Worker = (
  call: Call,
  record: MoveRecord,
  domain: SimDomain,
  transport: string,
) => Promise<number>;

/** Notes at the target that a process waits for this job, as long as `work` takes. */
async function receiving<T>(
  target: WorldHost,
  job: string,
  link: AbortController,
  work: Promise<T>,
): Promise<T> {
  target.receivers.set(job, link);
  const result = await work;
  target.receivers.delete(job);
  return result;
}

const liveWorker: Worker = async (call, record, domain, transport) => {
  const { world, host: source } = call;
  const { lines, copy, link } = record;
  const say = (line: string) => void lines.push(line);
  const arrived = await arrive(call, transport);
  if (!arrived.ok || arrived.remote.text !== receiveLiveScript.text) {
    lines.push(...(arrived.ok ? ['xl: the target was asked for something else'] : arrived.lines));
    lines.push(...moveLines.noBanner(copy.pid));
    return 1;
  }
  const { target, remote } = arrived;
  const move = liveMove({
    world,
    source,
    target,
    domain,
    copy,
    link: link.signal,
    verbose: true,
    say,
  });
  return receiving(target, remote.args[0] ?? '', link, move);
};

const copyWorker: Worker = async (call, record, domain, transport) => {
  const { world, host: source } = call;
  const arrived = await arrive(call, transport);
  if (!arrived.ok || arrived.remote.text !== receiveCopyScript.text) {
    record.lines.push(
      ...(arrived.ok ? ['sh: the target was asked for something else'] : arrived.lines),
    );
    return copyMove.notReached;
  }
  const { target, remote } = arrived;
  const [job = '', folder = ''] = remote.args;
  const move = copyMove.run({ world, source, target, domain, record, folder });
  return receiving(target, job, record.link, move);
};

const workers: Readonly<Record<string, Worker>> = {
  [runLiveScript.text]: liveWorker,
  [runCopyScript.text]: copyWorker,
};
