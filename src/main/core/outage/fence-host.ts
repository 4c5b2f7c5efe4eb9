import { appError } from '../../../shared/app-error.ts';
import type { Fencing } from '../../../shared/outage/outage.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import { pauseFor } from '../jobs/pause-for.ts';
import { commandLine } from '../shell/command-line.ts';
import type { CommandRunner } from '../ssh/ssh-port.ts';

/** A power controller may take so long to answer, and a host so long to lose its power. */
const commandMs = 60_000;
const offWithinMs = 60_000;

/** What a host's power controller says of it. */
export interface PowerSaid {
  isOff: boolean;
  /** Its own words. */
  text: string;
}

/** Asks the status command; errors where there is none, or where it fails. */
export async function askPower(
  via: CommandRunner,
  fencing: Fencing,
  signal?: AbortSignal,
): Promise<Result<PowerSaid>> {
  const { status } = fencing;
  if (!status) return err(appError('not-possible-now', 'No status command is configured.'));
  const said = await run(via, status.command, signal);
  if (!said.ok) return said;
  const isOff = said.value.toLowerCase().includes(status.offText.toLowerCase());
  return ok({ isOff, text: said.value.trim() });
}

/**
 * Cuts a host's power. It counts as off when the command has ended with status 0 and, where there
 * is a status command, when that says so.
 * @returns what was said, for people.
 */
export async function cutPower(
  via: CommandRunner,
  fencing: Fencing,
  options: { now: () => number; signal: AbortSignal; askEveryMs?: number },
): Promise<Result<string>> {
  const { now, signal } = options;
  const cut = await run(via, fencing.off, signal);
  if (!cut.ok) return cut;
  const command = `${fencing.off[0]} ended with status 0`;
  const words = cut.value.trim() === '' ? command : `${command}: ${cut.value.trim()}`;
  if (!fencing.status) return ok(words);
  const until = now() + offWithinMs;
  for (;;) {
    const said = await askPower(via, fencing, signal);
    if (said.ok && said.value.isOff) return ok(`${words}; status: ${said.value.text}`);
    if (now() >= until || signal.aborted) {
      return said.ok
        ? err(
            appError(
              'command-failed',
              'The power was cut, but the status command does not say so.',
              {
                details: said.value.text,
              },
            ),
          )
        : said;
    }
    await pauseFor(options.askEveryMs ?? 2_000, signal);
  }
}

async function run(
  via: CommandRunner,
  words: readonly string[],
  signal?: AbortSignal,
): Promise<Result<string>> {
  const [program = '', ...args] = words;
  const ran = await via.exec(commandLine([program, ...args]), {
    timeoutMs: commandMs,
    ...(signal ? { signal } : {}),
  });
  if (!ran.ok) return ran;
  const { code, stdout, stderr } = ran.value;
  if (code === 0) return ok(stdout);
  return err(
    appError('command-failed', `${program} ended with status ${code ?? 'unknown'}.`, {
      details: `${stderr}${stdout}`.trim(),
    }),
  );
}
