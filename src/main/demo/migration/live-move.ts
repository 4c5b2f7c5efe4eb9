import type { DemoWorld, MoveFailure, WorldHost } from '../host/demo-world.ts';
import type { SimDomain } from '../host/sim-domain.ts';
import { loadOf } from '../host/sim-domain.ts';
import { virtCapsOf } from '../model/host-kinds.ts';
import { createMessages } from '../xl/create-messages.ts';
import { formatJson } from '../xl/format-json.ts';
import { configJson } from '../xl/format-long-list.ts';
import { moveLines } from './move-lines.ts';
import type { SteadyCopy } from './move-progress.ts';

/** MiB a second that go from host to host: a 10 GbE link, most of it spent on ssh. */
const linkMiBps = 400;
/** The copy is looked at this often, so that memory at the target is taken bit by bit. */
const steps = 8;
/** How long xl waits for a guest to acknowledge the suspend request, in seconds of the site. */
const suspendTimeoutSeconds = 60;
const lastCopySeconds = 0.3;
const handoverSeconds = 0.2;

export interface LiveMove {
  readonly world: DemoWorld;
  readonly source: WorldHost;
  readonly target: WorldHost;
  readonly domain: SimDomain;
  readonly copy: SteadyCopy;
  /** Aborted when xl on the source is killed. */
  readonly killed: AbortSignal;
  /** A line of stderr, of either side, without its end. */
  say(line: string): void;
}

/** Why a move ends before its copy is whole. */
type Break = 'killed' | 'receiver-gone' | 'source-gone' | 'no-memory';

/**
 * `xl migrate` from the moment the connection stands: the copy in rounds while the guest runs,
 * its suspension, and the handshake. Never leaves the guest running on both hosts.
 * Answers xl's exit status.
 */
export async function liveMove(move: LiveMove): Promise<number> {
  const { world, source, target, domain, copy, killed } = move;
  const { name, uuid, config, domid } = domain;
  const build = source.sim.plan.kind.build;
  const version = `${build.major}.${build.minor}`;
  const type = config.type === 'pv' ? 'PV' : 'HVM';
  const say = (lines: readonly string[]) => lines.forEach(move.say);
  const failure = world.takeFailure(name, uuid);
  const clock = world.clock;

  say(moveLines.start(Buffer.byteLength(formatJson(configJson(config, name, uuid)))));
  const problem = target.sim.problemWith({ ...config, memoryMiB: 0 }, `${name}--incoming`);
  if (problem !== null && problem !== 'no-memory') {
    const missing = config.disks.find(
      (disk) => disk.target !== null && target.sim.files.resolve(disk.target) === null,
    );
    const next = target.sim.lastDomid() + 1;
    const created = createMessages(problem, config, next, missing?.target ?? '');
    say(moveLines.saving(domid, type));
    say(moveLines.receiverGone(domid, copy.pid, 1, [...created, ...moveLines.notCreated]));
    return 1;
  }

  const incoming = target.sim.create(config, {
    name: `${name}--incoming`,
    uuid,
    load: domain.load,
    memoryMiB: 0,
  });
  say(moveLines.saving(domid, type));
  if (type === 'PV' && !virtCapsOf(source.sim.plan.kind).includes('shadow')) {
    target.sim.destroy(incoming);
    say(moveLines.noLogDirty(domid, incoming.domid, copy.pid, type, version));
    return 1;
  }
  say(moveLines.restoring(type, version));

  // A guest that writes much has to be copied more than once.
  const dirty = Math.min(0.6, 0.15 * loadOf(domain, clock.now()));
  copy.begin(linkMiBps * 1_048_576 * clock.speed);
  const seconds = (config.memoryMiB * (1 + dirty)) / linkMiBps;
  const broken = await copyMemory(move, incoming, seconds, failure);
  copy.stop();
  if (broken !== null) return breakOff(move, incoming, broken);

  if (failure === 'guest-hung') {
    await clock.wait(suspendTimeoutSeconds, killed);
    target.sim.destroy(incoming);
    say(moveLines.hung(domid, incoming.domid, copy.pid));
    return 1;
  }
  if (domain.state === 'running') source.sim.setState(domain, 'suspended');
  const wasPaused = domain.state === 'paused';
  copy.begin((linkMiBps * 1_048_576 * clock.speed) / 2);
  const whole = await clock.wait(lastCopySeconds, AbortSignal.any([killed, target.power.signal]));
  copy.stop();
  if (source.sim.byId(domid) !== domain) return breakOff(move, incoming, 'source-gone');
  if (!whole) return breakOff(move, incoming, target.up ? 'killed' : 'receiver-gone');
  return handOver(move, incoming, failure, wasPaused);
}

/** Null when every page is over; the target's memory is taken as the pages come. */
async function copyMemory(
  move: LiveMove,
  incoming: SimDomain,
  seconds: number,
  failure: MoveFailure | null,
): Promise<Break | null> {
  const { world, source, target, domain, killed } = move;
  const memory = domain.config.memoryMiB;
  const stop = AbortSignal.any([killed, source.power.signal, target.power.signal]);
  for (let step = 1; step <= steps; step++) {
    const passed = await world.clock.wait(seconds / steps, stop);
    if (source.sim.byId(domain.domid) !== domain) return 'source-gone';
    if (!passed) return target.up ? 'killed' : 'receiver-gone';
    if (step > steps / 2 && failure === 'link-cut') return 'receiver-gone';
    const more = Math.round((memory * step) / steps) - incoming.memoryMiB;
    const forced = step > steps / 2 && failure === 'target-memory';
    if (forced || more > target.sim.freeMemoryMiB()) return 'no-memory';
    incoming.memoryMiB += more;
  }
  return null;
}

/** The copy is not whole: what has come is thrown away, and the guest runs on where it is. */
function breakOff(
  { source, target, domain, copy, say }: LiveMove,
  incoming: SimDomain,
  why: Break,
): number {
  target.sim.destroy(incoming);
  // xl that is killed in the moment of the suspension leaves the guest suspended.
  if (domain.state === 'suspended' && why !== 'killed') source.sim.setState(domain, 'running');
  if (why === 'killed' || why === 'source-gone') return 143;
  const receiver = why === 'no-memory' ? moveLines.noMemory(incoming.domid) : [];
  const status = why === 'no-memory' ? 1 : 255;
  const gone = why === 'receiver-gone' ? ['client_loop: send disconnect: Broken pipe'] : receiver;
  moveLines.receiverGone(domain.domid, copy.pid, status, gone).forEach(say);
  return 1;
}

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
  const lacking = domain.config.nics.find(
    ({ bridge }) => !target.sim.plan.bridges.includes(bridge),
  );
  if (lacking) {
    target.sim.destroy(incoming);
    const device = `libxl: error: libxl_exec.c:117:libxl_report_child_exitstatus: /etc/xen/scripts/vif-bridge online [${copy.pid + 40}] exited with error status 1`;
    moveLines.noDevice(incoming.domid, device, copy.pid).forEach(say);
    resume();
    return 1;
  }
  moveLines.permission.forEach(say);
  source.sim.rename(domain, `${name}--migratedaway`);
  // From here on nobody but the receiver decides; a killed sender changes nothing any more.
  await world.clock.wait(handoverSeconds, target.power.signal);
  if (failure === 'go-lost' || !target.up) {
    moveLines.undecided(copy.pid).forEach(say);
    return 1;
  }
  const taken = target.sim.byName(name) !== null;
  if (taken || failure === 'fails-at-target') {
    target.sim.destroy(incoming);
    const why = taken
      ? `libxl: error: libxl_domain.c:81:libxl__domain_rename: Domain ${incoming.domid}:Domain with name "${name}" already exists.`
      : `libxl: error: libxl_domain.c:736:libxl_domain_unpause: Domain ${incoming.domid}:Failed to resume device model`;
    moveLines.handedBack([why], taken ? 6 : 3).forEach(say);
    source.sim.rename(domain, name);
    resume();
    return 1;
  }
  target.sim.rename(incoming, name);
  if (!wasPaused) target.sim.setState(incoming, 'running');
  if (failure === 'handshake-lost') {
    moveLines.undecided(copy.pid).forEach(say);
    return 1;
  }
  moveLines.success.forEach(say);
  source.sim.destroy(domain);
  return 0;
}
