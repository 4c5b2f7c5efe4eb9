import type { Outcome } from '../../src/main/core/images/carry/client-port.ts';
import type { Look, OrderedAct } from '../../src/main/core/images/rollout/rollout-input.ts';

/** What becomes of a machine each time it boots the new image. */
export type Fate = 'fine' | 'old-image' | 'no-drive' | 'ill' | 'hangs' | 'hangs-once' | 'dead';

interface Machine {
  boot: number;
  /** What runs, and what its file says for the next boot. */
  runs: string;
  file: string;
  rejected: Set<string>;
  fate: Fate;
  /** Until when it is away; Infinity: until it is power-cycled. */
  awayUntil: number;
  on: boolean;
  hung: boolean;
  /** Keys of the orders that it has followed. */
  followed: string[];
}

/**
 * Machines that do what they are told as a real one does: an order with a key that was followed is
 * not followed again, and a reboot that names another boot than the running one does nothing.
 */
export function createRolloutWorld(
  fates: Readonly<Record<string, Fate>>,
  images: { old: string; new: string },
) {
  const machines = new Map<string, Machine>(
    Object.entries(fates).map(([id, fate]) => [
      id,
      {
        boot: 1,
        runs: images.old,
        file: images.old,
        rejected: new Set<string>(),
        fate,
        awayUntil: 0,
        on: true,
        hung: false,
        followed: [],
      },
    ]),
  );
  const of = (id: string): Machine => {
    const machine = machines.get(id);
    if (!machine) throw new Error(`no machine ${id}`);
    return machine;
  };
  const isNew = (machine: Machine) => machine.runs === images.new;

  function boot(machine: Machine, now: number, byPower: boolean): void {
    machine.boot++;
    machine.runs = machine.fate === 'old-image' ? images.old : machine.file;
    machine.awayUntil = now + 30_000;
    machine.hung = false;
    if (!isNew(machine)) return;
    if (machine.fate === 'dead') machine.awayUntil = Number.POSITIVE_INFINITY;
    if (machine.fate === 'hangs') machine.hung = true;
    if (machine.fate === 'hangs-once') machine.hung = !byPower;
  }

  return {
    of,
    look(id: string, now: number): Look {
      const machine = of(id);
      if (!machine.on) return { kind: 'absent', why: 'It is off.' };
      if (machine.hung || machine.awayUntil > now) return { kind: 'absent', why: 'It is silent.' };
      const ill = isNew(machine) && machine.fate === 'ill';
      return {
        kind: 'present',
        bootId: `${id}-${machine.boot}`,
        digest: machine.runs,
        stateMounted: !(isNew(machine) && machine.fate === 'no-drive'),
        health: ill ? 'failed' : 'ok',
        healthText: ill ? 'nginx is not running' : '',
      };
    },
    /** Follows an order once, whoever gives it and how often. */
    follow({ client, kind, key, to, reject, bootId }: OrderedAct, now: number): Outcome {
      const machine = of(client);
      const done: Outcome = { outcome: 'done', text: '' };
      if (kind === 'switch') {
        if (to !== null) machine.file = to;
        if (reject !== null) machine.rejected.add(reject);
        return done;
      }
      const isSilent = machine.hung || machine.awayUntil > now;
      const other = `${client}-${machine.boot}` !== bootId;
      if (machine.followed.includes(key) || (other && !isSilent) || !machine.on) return done;
      if (kind === 'reboot' && isSilent) return done;
      machine.followed.push(key);
      boot(machine, now, kind === 'power-cycle');
      return done;
    },
  };
}
export type RolloutWorld = ReturnType<typeof createRolloutWorld>;
