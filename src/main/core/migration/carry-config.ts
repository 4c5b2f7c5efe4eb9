import { appError } from '../../../shared/app-error.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import { type RemoteScript, scriptLine } from '../shell/command-line.ts';
import type { CommandRunner, HostLink } from '../ssh/ssh-port.ts';
import {
  confirmConfigScript,
  readConfigScript,
  restoreConfigScript,
  retireConfigScript,
  writeConfigScript,
} from './scripts/move-config.ts';

/** A domain's configuration as it lies at the source. The text is never logged or journaled. */
export interface SourceConfig {
  path: string;
  sha256: string;
  mode: string;
  autostart: string | null;
  base64: string;
}

/** Null: there is no file at that path (any more). */
export async function readSourceConfig(
  source: CommandRunner,
  path: string,
  autostartFolder: string,
): Promise<Result<SourceConfig | null>> {
  const said = await run(source, readConfigScript, [path, autostartFolder]);
  if (!said.ok) return said;
  if (said.value.trim() === 'absent') return ok(null);
  const cut = said.value.indexOf('text\n');
  const head = said.value.slice(0, cut);
  const sha256 = /^sum ([0-9a-f]{64})$/m.exec(head)?.[1];
  const mode = /^mode ([0-7]{3,4})$/m.exec(head)?.[1];
  if (cut < 0 || !sha256 || !mode) {
    return err(appError('parse-failed', `${path} could not be read.`, { details: head }));
  }
  return ok({
    path,
    sha256,
    mode,
    autostart: /^auto (.+)$/m.exec(head)?.[1] ?? null,
    base64: said.value.slice(cut + 'text\n'.length),
  });
}

/**
 * Puts the configuration down at the target at the same path, and takes it out of use at the
 * source only once the target has it whole. Can be done again after any interruption.
 * @param stamp Date for the name of a different file that has to give way at the target.
 * @returns what the user should know of it: files set aside, an autostart name that was taken.
 */
export async function carryConfig(options: {
  source: HostLink;
  target: HostLink;
  config: SourceConfig;
  autostartFolder: string;
  stamp: string;
}): Promise<Result<{ notes: string[] }>> {
  const { source, target, config, autostartFolder, stamp } = options;
  const { path, sha256, mode } = config;
  const link = config.autostart ?? '';
  const args = [path, sha256, mode, autostartFolder, link, stamp];
  const written = await run(target, writeConfigScript, args, config.base64);
  if (!written.ok) return written;

  const retired = await run(source, retireConfigScript, [path, sha256, autostartFolder, link]);
  if (!retired.ok) return retired;
  const notes = notesOf(written.value, path);
  if (retired.value.trim() === 'changed') {
    notes.push(`${path} was changed at the source meanwhile and is still there; compare both.`);
  }
  if (retired.value.trim() !== 'retired') return ok({ notes });

  const ask = [path, sha256, autostartFolder, link];
  const confirmed = await run(target, confirmConfigScript, ask);
  if (confirmed.ok && confirmed.value.trim() === 'there') return ok({ notes });
  // Both hosts have one /etc/xen, or the target cannot be asked: never leave none. The link comes
  // back only if it is the target's too: else the source would start the guest a second time.
  const back = confirmed.ok && confirmed.value.trim() === 'missing' ? link : '';
  const restored = await run(source, restoreConfigScript, [path, autostartFolder, back]);
  if (!restored.ok) return restored;
  if (!confirmed.ok) return confirmed;
  return ok({ notes: [...notes, `${path} is on storage that both hosts share; it stays there.`] });
}

function notesOf(said: string, path: string): string[] {
  return said.split('\n').flatMap((line) => {
    const aside = /^aside (.+)$/.exec(line)?.[1];
    if (aside) return [`Another ${path} was at the target; it is ${aside} now.`];
    const taken = /^auto-taken (.+)$/.exec(line)?.[1];
    return taken ? [`The autostart link ${taken} at the target belongs to another VM.`] : [];
  });
}

async function run(
  link: CommandRunner,
  script: RemoteScript,
  args: readonly string[],
  stdin?: string,
): Promise<Result<string>> {
  const ran = await link.exec(scriptLine(script, args), {
    timeoutMs: 60_000,
    ...(stdin === undefined ? {} : { stdin }),
  });
  if (!ran.ok) return ran;
  if (ran.value.code === 0) return ok(ran.value.stdout);
  return err(
    appError('command-failed', 'The configuration could not be moved along.', {
      details: ran.value.stderr.trim(),
      hint: 'Copy it by hand, or it is lost when the guest is next shut down.',
    }),
  );
}
