import { appError } from '../../../../shared/app-error.ts';
import { err, ok, type Result } from '../../../../shared/result.ts';
import { commandLine } from '../../shell/command-line.ts';
import type { CommandRunner } from '../../ssh/ssh-port.ts';

/** The text of a configuration file; anything over 1 MiB is no such file. */
export async function readConfig(runner: CommandRunner, path: string): Promise<Result<string>> {
  if (!path.startsWith('/') || path.includes('\0')) {
    return err(appError('invalid-input', 'A configuration file is named by its whole path.'));
  }
  const ran = await runner.exec(commandLine(['cat', '--', path]), { maxOutputBytes: 1_048_576 });
  if (!ran.ok) return ran;
  if (ran.value.code === 0) return ok(ran.value.stdout);
  return err(
    appError('command-failed', `${path} could not be read.`, { details: ran.value.stderr }),
  );
}
