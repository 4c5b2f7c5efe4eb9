import { type AppError, appError } from '../../../shared/app-error.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import type { DomainSighting } from '../jobs/look-at-domains.ts';
import { type RemoteScript, scriptLine } from '../shell/command-line.ts';
import type { HostLink } from '../ssh/ssh-port.ts';
import { endReceiverScript } from './scripts/look-at-target.ts';
import { settleDomainScript } from './scripts/settle-domain.ts';

/**
 * Destroys a copy that stands still, or lets it go on. The host itself checks once more that it is
 * this very domain and that it stands still.
 * @returns the toolstack's words, or why it was not done.
 */
export async function settleDomain(
  link: HostLink,
  action: 'destroy' | 'unpause',
  domain: DomainSighting,
): Promise<Result<void>> {
  const args = [action, String(domain.domid), domain.uuid];
  const said = await run(link, settleDomainScript, args);
  if (!said.ok) return said;
  if (said.value.trim() === 'done') return ok(undefined);
  return err(refused(`${domain.name} was left as it is.`, said.value));
}

/** Ends what still waits at the target for data or permission of a job that is over. */
export async function endReceiver(link: HostLink, jobId: string): Promise<Result<void>> {
  const said = await run(link, endReceiverScript, [jobId]);
  return said.ok ? ok(undefined) : said;
}

async function run(
  link: HostLink,
  script: RemoteScript,
  args: readonly string[],
): Promise<Result<string>> {
  const ran = await link.exec(scriptLine(script, args), { timeoutMs: 120_000 });
  if (!ran.ok) return ran;
  if (ran.value.code === 0) return ok(ran.value.stdout);
  return err(refused('The host could not do it.', ran.value.stderr || ran.value.stdout));
}

function refused(message: string, details: string): AppError {
  return appError('command-failed', message, { details: details.trim() });
}
