import { createHash } from 'node:crypto';
import { appError } from '../../../shared/app-error.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import { retireConfigScript, writeConfigScript } from '../migration/scripts/move-config.ts';
import { type RemoteScript, scriptLine } from '../shell/command-line.ts';
import type { CommandRunner } from '../ssh/ssh-port.ts';

/** A configuration that is put down on another host. */
export interface PlacedConfig {
  path: string;
  /** Of its text: SHA-256 in hex. The text itself is in no journal. */
  sum: string;
  autostartFolder: string;
  /** Name of its link there; '': it is not started by itself. */
  link: string;
}

/**
 * Puts a configuration down, whole or not at all; another file of that name is set aside.
 * `isNew`: false where the same file was there already, as on a shared /etc/xen.
 */
export async function placeConfig(
  target: CommandRunner,
  { path, sum, autostartFolder, link }: PlacedConfig,
  text: string,
  stamp: string,
): Promise<Result<{ isNew: boolean; notes: string[] }>> {
  const args = [path, sum, '600', autostartFolder, link, stamp];
  const stdin = Buffer.from(text).toString('base64');
  const said = await run(target, writeConfigScript, args, stdin);
  if (!said.ok) return said;
  const lines = said.value.split('\n');
  const notes = lines.flatMap((line) => {
    const aside = /^aside (.+)$/.exec(line)?.[1];
    if (aside) return [`Another ${path} was there; it is ${aside} now.`];
    const taken = /^auto-taken (.+)$/.exec(line)?.[1];
    return taken ? [`The autostart link ${taken} there belongs to another VM.`] : [];
  });
  return ok({ isNew: lines.includes('written'), notes });
}

/** Takes back what `placeConfig` has put down anew. */
export async function takeConfigBack(
  target: CommandRunner,
  { path, sum, autostartFolder, link }: PlacedConfig,
): Promise<Result<void>> {
  const said = await run(target, retireConfigScript, [path, sum, autostartFolder, link]);
  return said.ok ? ok(undefined) : said;
}

export function sumOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

async function run(
  target: CommandRunner,
  script: RemoteScript,
  args: readonly string[],
  stdin?: string,
): Promise<Result<string>> {
  const ran = await target.exec(scriptLine(script, args), {
    timeoutMs: 60_000,
    ...(stdin === undefined ? {} : { stdin }),
  });
  if (!ran.ok) return ran;
  if (ran.value.code === 0) return ok(ran.value.stdout);
  return err(
    appError('command-failed', 'The configuration could not be put down.', {
      details: ran.value.stderr.trim(),
    }),
  );
}
