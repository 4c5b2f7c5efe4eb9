import { scriptLine } from '../../shell/command-line.ts';
import type { CommandRunner } from '../../ssh/ssh-port.ts';
import type { Outcome } from '../carry/client-port.ts';
import { done, outcomeOf, refused, unknown } from './outcomes.ts';
import { cycleProgram, powerCycleScript } from './scripts/power-cycle.ts';

const timeoutMs = 180_000;

/** Ends a domain and starts it from its configuration, once for a key, on this one host. */
export async function powerCycle(
  host: { runner: CommandRunner; label: string },
  order: {
    /** In dom0, where it is put down which keys were followed. */
    folder: string;
    key: string;
    uuid: string;
    configPath: string;
    bootFiles: readonly string[];
  },
  signal: AbortSignal,
): Promise<Outcome> {
  const { folder, key, uuid, configPath, bootFiles } = order;
  const words = [`${folder}/cycles`, key, uuid, configPath, cycleProgram.text, ...bootFiles];
  const ran = await host.runner.exec(scriptLine(powerCycleScript, words), { timeoutMs, signal });
  if (!ran.ok) return outcomeOf(ran.error);
  const lines = ran.value.stdout.trim().split('\n');
  const last = lines.pop() ?? '';
  if (last === 'started') return done;
  const [word, ...rest] = last.split(' ');
  const what = rest.join(' ');
  if (word === 'refused') return refused(`${host.label} did not power-cycle it: ${what}.`);
  if (word === 'failed') {
    return refused(`${what} failed on ${host.label}: ${lines.join(' ').trim()}`);
  }
  return unknown(`${host.label} has not said what became of it.`);
}
