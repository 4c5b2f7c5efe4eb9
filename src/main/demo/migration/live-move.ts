import type { DemoWorld, MoveFailure, WorldHost } from '../host/demo-world.ts';
import type { SimDomain } from '../host/sim-domain.ts';
import { loadOf } from '../host/sim-domain.ts';
import { virtCapsOf } from '../model/host-kinds.ts';
import { createMessages } from '../xl/create-messages.ts';
import { formatJson } from '../xl/format-json.ts';
import { configJson } from '../xl/format-long-list.ts';
import { moveLines } from './move-lines.ts';
import type { SteadyCopy } from './move-progress.ts';
import { linkMiBps, receiveMemory } from './receive-memory.ts';

/** How long xl waits for a guest to acknowledge the suspend request, in seconds of the site. */
const suspendTimeoutSeconds = 60;
/** How long a guest stands still that writes nothing, in real seconds, as it does in every site. */
const lastCopySeconds = 0.3;
const handoverSeconds = 0.2;

export interface LiveMove {
  readonly world: DemoWorld;
  readonly source: WorldHost;
  readonly target: WorldHost;
  readonly domain: SimDomain;
  readonly copy: SteadyCopy;
  /** Aborted when the connection between the two hosts ends. */
  readonly link: AbortSignal;
  /** With -vvv, xl also says when the guest is suspended. */
  readonly verbose: boolean;
  /** A line of stderr, of either side, without its end. */
  say(line: string): void;
}

/**
 * `xl migrate` from the moment the connection stands: the copy in rounds while the guest runs,
 * its suspension, and the handshake. Never leaves the guest running on both hosts.
 * Answers xl's exit status.
 */
export async function liveMove(move: LiveMove): Promise<number> {
  const { world, source, target, domain, copy, link } = move;
  const { name, uuid, config, domid } = domain;
  const { build } = source.sim.plan.kind;
  const version = `${build.major}.${build.minor}`;
  const type = config.type === 'pv' ? 'PV' : 'HVM';
  const say = (lines: readonly string[]) => lines.forEach(move.say);
  const failure = world.takeFailure(name, uuid);

  say(moveLines.start(Buffer.byteLength(formatJson(configJson(config, name, uuid)))));
  say(moveLines.saving(domid, type));
  const incoming = admit(move);
  if (incoming === null) return 1;
  if (type === 'PV' && !virtCapsOf(source.sim.plan.kind).includes('shadow')) {
    target.sim.destroy(incoming);
    say(moveLines.noLogDirty(domid, incoming.domid, copy.pid, type, version));
    return 1;
  }
  say(moveLines.restoring(type, version));

  // A guest that writes much has to be copied more than once.
  const dirty = Math.min(0.6, 0.15 * loadOf(domain, world.clock.now()));
  const seconds = (config.memoryMiB * (1 + dirty)) / linkMiBps;
  const broken = await receiveMemory({ ...move, incoming, wire: copy, seconds, failure });
  copy.stop();
  if (broken !== null) return breakOff(move, incoming, broken === 'no-memory');

  if (move.verbose) move.say(moveLines.askedToSuspend(domid, type));
  if (failure === 'guest-hung') {
    await world.clock.wait(suspendTimeoutSeconds, AbortSignal.any([link, source.power.signal]));
    target.sim.destroy(incoming);
    say(moveLines.hung(domid, incoming.domid, copy.pid));
    return 1;
  }
  const wasPaused = domain.state === 'paused';
  if (!wasPaused) source.sim.setState(domain, 'suspended');
  if (move.verbose) move.say(moveLines.suspended(domid));
  copy.begin((linkMiBps * 1_048_576) / 2);
  const whole = await world.clock.wait(lastCopySeconds + dirty, broke(move), 'real');
  copy.stop();
  if (!whole || source.sim.byId(domid) !== domain) return breakOff(move, incoming, false);
  return handOver(move, incoming, failure, wasPaused);
}

/** Aborted by whatever ends the stream between the two. */
function broke({ link, source, target }: LiveMove): AbortSignal {
  return AbortSignal.any([link, source.power.signal, target.power.signal]);
}

/** The target makes a domain for what is to come; null after its lines about why it cannot. */
function admit({ target, domain, copy, say }: LiveMove): SimDomain | null {
  const { config, uuid, load, boot } = domain;
  const name = `${domain.name}--incoming`;
  const problem = target.sim.problemWith({ ...config, memoryMiB: 0 }, name);
  if (problem === null || problem === 'no-memory') {
    return target.sim.create(config, { name, uuid, load, boot, memoryMiB: 0 });
  }
  const missing = config.disks.find(
    (disk) => disk.target !== null && target.sim.files.resolve(disk.target) === null,
  );
  const domid = target.sim.lastDomid() + 1;
  const created = createMessages(problem, config, domid, missing?.target ?? '');
  const receiver = [...created, ...moveLines.notCreated];
  moveLines.receiverGone(domain.domid, copy.pid, 1, receiver).forEach(say);
  return null;
}

/** The copy is not whole: what has come is thrown away, and the guest runs on where it is. */
function breakOff(move: LiveMove, incoming: SimDomain, noMemory: boolean): number {
  const { source, target, domain, copy, say } = move;
  target.sim.destroy(incoming);
  if (domain.state === 'suspended') source.sim.setState(domain, 'running');
  const receiver = noMemory
    ? moveLines.noMemory(incoming.domid)
    : ['client_loop: send disconnect: Broken pipe'];
  moveLines.receiverGone(domain.domid, copy.pid, noMemory ? 1 : 255, receiver).forEach(say);
  return 1;
}

/** Source suspended, target complete: from here on the target's word counts. */
async function handOver(
  move: LiveMove,
  incoming: SimDomain,
  failure: MoveFailure | null,
  wasPaused: boolean,
): Promise<number> {
  const { world, source, target, domain, copy, say } = move;
  const { name } = domain;
  const resume = () => {
    if (!wasPaused) source.sim.setState(domain, 'running');
  };
  moveLines.restored.forEach(say);
  const lacking = domain.config.nics.some(
    ({ bridge }) => !target.sim.plan.bridges.includes(bridge),
  );
  if (lacking) {
    target.sim.destroy(incoming);
    moveLines.noNetwork(incoming.domid, copy.pid).forEach(say);
    resume();
    return 1;
  }
  moveLines.permission.forEach(say);
  source.sim.rename(domain, `${name}--migratedaway`);
  // A link that breaks only now takes the target's answer with it, not the permission.
  await world.clock.wait(handoverSeconds, broke(move), 'real');
  if (failure === 'go-lost' || !target.up) {
    moveLines.undecided(copy.pid).forEach(say);
    return 1;
  }
  const taken = target.sim.byName(name) !== null;
  if (taken || failure === 'fails-at-target') {
    target.sim.destroy(incoming);
    const [why, status] = taken
      ? [moveLines.nameTaken(incoming.domid, name), 6]
      : [moveLines.notUnpaused(incoming.domid), 3];
    moveLines.handedBack(why, status).forEach(say);
    source.sim.rename(domain, name);
    resume();
    return 1;
  }
  target.sim.rename(incoming, name);
  if (!wasPaused) target.sim.setState(incoming, 'running');
  if (failure === 'handshake-lost' || move.link.aborted) {
    moveLines.undecided(copy.pid).forEach(say);
    return 1;
  }
  moveLines.success.forEach(say);
  source.sim.destroy(domain);
  return 0;
}
