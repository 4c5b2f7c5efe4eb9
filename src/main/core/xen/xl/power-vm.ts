import { type AppError, appError } from '../../../../shared/app-error.ts';
import type { PowerAction } from '../../../../shared/model/job.ts';
import { err, ok, type Result } from '../../../../shared/result.ts';
import { scriptLine } from '../../shell/command-line.ts';
import type { CommandRunner, ExecResult } from '../../ssh/ssh-port.ts';
import { readConfig } from './read-config.ts';
import { powerExit, stateroomPower } from './scripts/stateroom-power.ts';
import { readVmConfig } from './vm-config.ts';

const verbs: Record<PowerAction, string> = {
  start: 'create',
  shutdown: 'shutdown',
  reboot: 'reboot',
  'force-off': 'destroy',
  pause: 'pause',
  resume: 'unpause',
};

/** What a guest has to empty control/shutdown; a busy one on a slow host needs long. */
const reactionSeconds = 60;
/** Disks of an iSCSI target or a device model can take minutes to come up. */
const timeoutMs = 10 * 60_000;

function failure(name: string, action: PowerAction, ran: ExecResult): AppError {
  const details = [ran.stderr, ran.stdout].filter((text) => text.trim() !== '').join('\n');
  switch (ran.code) {
    case powerExit.noDomain:
      return appError('vm-not-found', `No VM called “${name}” runs on this host.`, { details });
    case powerExit.otherName:
      return appError('not-possible-now', `“${name}” changed while it was looked up.`, {
        hint: 'Look at what runs on the host now, and try again.',
        details,
        retryable: true,
      });
    case powerExit.noReaction:
      return appError('command-failed', `“${name}” has not reacted for ${reactionSeconds} s.`, {
        hint: 'The guest may hang, or have no Xen driver for this. See its console, or force it off.',
        details,
        retryable: true,
      });
    case powerExit.notPaused:
      return appError(
        'command-failed',
        `“${name}” did not ${action}, though xl reported nothing.`,
        {
          details,
          retryable: true,
        },
      );
    default: {
      const how =
        ran.code === null ? `was ended by ${ran.signal}` : `ended with status ${ran.code}`;
      const noControl = details.includes('PV control interface not available');
      return appError('command-failed', `xl ${verbs[action]} of “${name}” ${how}.`, {
        details,
        ...(noControl
          ? { hint: 'The guest has no Xen drivers to ask. Use its own shutdown, or force it off.' }
          : {}),
      });
    }
  }
}

/** The file may have been edited since it was read: it must still name the VM the user means. */
async function checkConfig(
  runner: CommandRunner,
  name: string,
  path: string,
): Promise<Result<void>> {
  const text = await readConfig(runner, path);
  if (!text.ok) return text;
  const config = readVmConfig(text.value, '');
  if (!config.ok) return config;
  if (config.value.name === name) return ok(undefined);
  return err(
    appError('not-possible-now', `${path} no longer describes “${name}”.`, {
      hint: `It names “${config.value.name}” now. Start that one instead, or correct the file.`,
    }),
  );
}

/**
 * Changes a VM's power state and answers when xl has. For shutdown and reboot that is when the
 * guest has heard it, not when it is off. Errors: `vm-not-found`, `not-possible-now`,
 * `invalid-input`, `command-failed` with xl's own text, and the runner's.
 */
export async function powerVm(
  runner: CommandRunner,
  vm: { name: string; configPath: string | null },
  action: PowerAction,
  signal?: AbortSignal,
): Promise<Result<{ log: string }>> {
  if (/[\0\n]/.test(vm.name)) {
    return err(appError('invalid-input', 'A VM’s name holds no control characters.'));
  }
  if (action === 'start') {
    if (vm.configPath === null) {
      return err(
        appError('not-possible-now', `“${vm.name}” has no configuration file to start from.`),
      );
    }
    const checked = await checkConfig(runner, vm.name, vm.configPath);
    if (!checked.ok) return checked;
  }
  const subject = action === 'start' && vm.configPath !== null ? vm.configPath : vm.name;
  const line = scriptLine(stateroomPower, ['', verbs[action], subject, String(reactionSeconds)]);
  const ran = await runner.exec(line, { timeoutMs, ...(signal ? { signal } : {}) });
  if (!ran.ok) return ran;
  if (ran.value.code !== 0) return err(failure(vm.name, action, ran.value));
  return ok({ log: `${ran.value.stdout}${ran.value.stderr}` });
}
