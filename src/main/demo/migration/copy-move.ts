import { copyStatus } from '../../core/migration/scripts/run-copy.ts';
import type { DemoWorld, MoveFailure, WorldHost } from '../host/demo-world.ts';
import type { SimDomain } from '../host/sim-domain.ts';
import { createMessages } from '../xl/create-messages.ts';
import { formatJson } from '../xl/format-json.ts';
import { configJson } from '../xl/format-long-list.ts';
import { copyLines } from './copy-lines.ts';
import { moveLines } from './move-lines.ts';
import type { MoveRecord } from './move-record.ts';
import { linkMiBps, receiveMemory } from './receive-memory.ts';

const suspendTimeoutSeconds = 60;
const handoverSeconds = 0.2;
/** How long the target watches the guest before it says that it runs. */
const watchSeconds = 0.6;

interface CopyMove {
  readonly world: DemoWorld;
  readonly source: WorldHost;
  readonly target: WorldHost;
  readonly domain: SimDomain;
  readonly record: MoveRecord;
  /** Directory of the record at the target. */
  readonly folder: string;
}

/**
 * Both halves of a stop-and-copy, as core/migration/scripts/run-copy.ts has them: the guest is
 * saved and stays paused at the source, is restored paused at the target, and let run there once
 * the source has said `go`. Exactly one copy can ever run. Answers the exit status.
 */
export const copyMove = {
  notReached: copyStatus.notReached,
  async run(move: CopyMove): Promise<number> {
    const { world, target, domain, record, folder } = move;
    const say = (lines: readonly string[]) => record.lines.push(...lines);
    const failure = world.takeFailure(domain.name, domain.uuid);
    target.sim.files.makeFolder(folder);
    say(['stateroom: migration target: Ready to receive domain.']);

    const saved = await save(move, failure);
    if (typeof saved === 'number') return saved;
    const incoming = saved;
    say(copyLines.restored);
    if (failure === 'fails-at-target') {
      target.sim.destroy(incoming);
      say([moveLines.notUnpaused(incoming.domid)]);
      goOn(move);
      return copyStatus.targetFailed;
    }
    say(['stateroom: migration target: Transfer complete, requesting permission to start domain.']);
    if (record.turn) {
      target.sim.destroy(incoming);
      goOn(move);
      return copyStatus.cancelled;
    }
    record.turn = true;
    say(['stateroom: migration sender: Giving target permission to start.']);
    return handOver(move, incoming, failure);
  },
};

/** The saved guest stands paused at the source, and goes on unless the target has it. */
function goOn({ source, domain, record }: CopyMove): void {
  if (domain.state !== 'paused') return;
  record.lines.push('stateroom: The guest goes on at the source.');
  source.sim.setState(domain, 'running');
}

/** The target's paused copy, or the status with which the move has ended. */
async function save(move: CopyMove, failure: MoveFailure | null): Promise<SimDomain | number> {
  const { world, source, target, domain, record } = move;
  const { config, domid, uuid, name, load, boot } = domain;
  const { build } = source.sim.plan.kind;
  const type = config.type === 'pv' ? 'PV' : 'HVM';
  const say = (lines: readonly string[]) => record.lines.push(...lines);
  const ended = () => (record.turn ? copyStatus.cancelled : copyStatus.saveFailed);
  const bytes = Buffer.byteLength(formatJson(configJson(config, name, uuid)));
  const wasPaused = domain.state === 'paused';

  say(copyLines.save(bytes, domid, type));
  if (failure === 'guest-hung') {
    await world.clock.wait(suspendTimeoutSeconds, record.link.signal);
    say(copyLines.hung(domid));
    return ended();
  }
  source.sim.setState(domain, 'suspended');
  const resume = (lines: readonly string[]) => {
    say(lines);
    source.sim.setState(domain, wasPaused ? 'paused' : 'running');
    return ended();
  };
  say(copyLines.load(bytes));
  const problem = target.sim.problemWith({ ...config, memoryMiB: 0 }, name);
  if (problem !== null && problem !== 'no-memory') {
    const missing = config.disks.find(
      (disk) => disk.target !== null && target.sim.files.resolve(disk.target) === null,
    );
    const next = target.sim.lastDomid() + 1;
    const lines = createMessages(problem, config, next, missing?.target ?? '');
    return resume([...lines, ...copyLines.brokenPipe(domid)]);
  }
  const incoming = target.sim.create(config, { name, uuid, load, boot, memoryMiB: 0 });
  say(copyLines.restore(type, `${build.major}.${build.minor}`));
  const broken = await receiveMemory({
    ...move,
    incoming,
    wire: record.copy,
    failure,
    link: record.link.signal,
    seconds: config.memoryMiB / linkMiBps,
    onStep: (share) => say([copyLines.progress(config.memoryMiB, share)]),
  });
  record.copy.stop();
  if (broken !== null) {
    target.sim.destroy(incoming);
    const why =
      broken === 'no-memory'
        ? moveLines.noMemory(incoming.domid).slice(0, -1)
        : ['client_loop: send disconnect: Broken pipe'];
    return resume([...why, ...copyLines.brokenPipe(domid)]);
  }
  say(copyLines.end);
  // `xl save -p` leaves it paused.
  source.sim.setState(domain, 'paused');
  return incoming;
}

async function handOver(
  move: CopyMove,
  incoming: SimDomain,
  failure: MoveFailure | null,
): Promise<number> {
  const { world, source, target, domain, record, folder } = move;
  const uncertain = () => {
    record.lines.push(
      'stateroom: The connection broke after the target was told to start it; the copy at the source stays paused.',
    );
    return copyStatus.uncertain;
  };
  await world.clock.wait(handoverSeconds, target.power.signal);
  if (!target.up) return uncertain();
  if (failure === 'go-lost') {
    // The target hears nothing more, and drops what it has never let run.
    target.sim.destroy(incoming);
    return uncertain();
  }
  target.sim.files.write(`${folder}/went`, '', world.clock.now());
  target.sim.setState(incoming, 'running');
  await world.clock.wait(watchSeconds, target.power.signal);
  if (failure === 'handshake-lost' || record.link.signal.aborted || !target.up) return uncertain();
  record.lines.push('stateroom: migration sender: Target reports successful startup.');
  if (domain.state === 'paused') source.sim.destroy(domain);
  return copyStatus.moved;
}
