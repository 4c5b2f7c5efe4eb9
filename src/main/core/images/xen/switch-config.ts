import { createHash } from 'node:crypto';
import { appError } from '../../../../shared/app-error.ts';
import { err, ok, type Result } from '../../../../shared/result.ts';
import type { SourceConfig } from '../../migration/carry-config.ts';
import { scriptLine } from '../../shell/command-line.ts';
import type { CommandRunner } from '../../ssh/ssh-port.ts';
import { switchConfigScript } from './scripts/switch-config.ts';

/**
 * Puts a new configuration in the place of the one that was read, which is kept, and tells xl of it
 * where the domain runs. To do it twice is to do it once. Errors: `conflict` when somebody else has
 * changed it meanwhile, `command-failed` with the host's words.
 */
export async function switchConfig(
  host: { runner: CommandRunner; label: string },
  order: {
    config: SourceConfig;
    /** Bytes as latin1. */
    text: string;
    uuid: string;
    /** Behind the path of the configuration; `once`: what is kept there stays. */
    keep: { suffix: string; once: boolean };
  },
  signal: AbortSignal,
): Promise<Result<void>> {
  const { config, text, uuid, keep } = order;
  const bytes = Buffer.from(text, 'latin1');
  const sum = createHash('sha256').update(bytes).digest('hex');
  const kept = [`${config.path}${keep.suffix}`, keep.once ? 'first' : 'each'];
  const ran = await host.runner.exec(
    scriptLine(switchConfigScript, [config.path, config.sha256, sum, uuid, ...kept]),
    { stdin: bytes.toString('base64'), timeoutMs: 60_000, signal },
  );
  if (!ran.ok) return ran;
  const said = ran.value.stdout.trim().split('\n').at(-1);
  if (ran.value.code === 0 && (said === 'written' || said === 'same')) return ok(undefined);
  if (said === 'changed' || said === 'missing') {
    return err(
      appError('conflict', `${config.path} on ${host.label} was changed meanwhile.`, {
        retryable: true,
      }),
    );
  }
  return err(
    appError('command-failed', `${config.path} on ${host.label} could not be switched.`, {
      details: ran.value.stderr.trim(),
    }),
  );
}
