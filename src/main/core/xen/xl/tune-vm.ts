import { randomBytes } from 'node:crypto';
import { type AppError, appError } from '../../../../shared/app-error.ts';
import { err, ok, type Result } from '../../../../shared/result.ts';
import { scriptLine } from '../../shell/command-line.ts';
import type { CommandRunner, ExecResult } from '../../ssh/ssh-port.ts';
import type { TuneOrder, VmTuning } from '../toolstack.ts';
import { frameText } from './command-problem.ts';
import { readFrames } from './frames.ts';
import { parseDomainTable } from './parse-domain-table.ts';
import { parseFailed } from './parse-failed.ts';
import { parseSched } from './parse-sched.ts';
import { stateroomTune, tuneExit } from './scripts/stateroom-tune.ts';

const timeoutMs = 3 * 60_000;

/**
 * Sets weight, cap and vCPUs of a running VM, those that are given, and answers what is set then;
 * with none it only looks. The guest may need a moment for its vCPUs. Errors: `vm-not-found`,
 * `not-possible-now`, `command-failed` with xl's own text, `parse-failed`, and the runner's.
 */
export async function tuneVm(
  runner: CommandRunner,
  { vm, scheduler, to }: TuneOrder,
  signal?: AbortSignal,
): Promise<Result<VmTuning>> {
  if (/[\0\n]/.test(vm.name)) {
    return err(appError('invalid-input', 'A VM’s name holds no control characters.'));
  }
  const nonce = randomBytes(16).toString('hex');
  const values = [to.weight, to.cap, to.vcpus].map((value) => value?.toString() ?? '');
  const line = scriptLine(stateroomTune, [nonce, vm.name, vm.uuid, scheduler, ...values]);
  const ran = await runner.exec(line, { timeoutMs, ...(signal ? { signal } : {}) });
  if (!ran.ok) return ran;
  if (ran.value.code !== 0) return err(failure(vm.name, scheduler, ran.value));
  const frames = readFrames(nonce, ran.value.stdout, ran.value.stderr);
  const frame = (kind: string) => frames.find((one) => one.kind === kind);
  const table = frameText('xl list -v', frame('domain'));
  if (!table.ok) return table;
  const rows = parseDomainTable(table.value);
  if (!rows.ok) return rows;
  const row = rows.value.rows.find(({ uuid }) => uuid === vm.uuid);
  const sched = frameText(`xl sched-${scheduler}`, frame('sched'));
  if (!sched.ok) return sched;
  const params = parseSched(sched.value);
  if (!params.ok) return params;
  const set = row && params.value.get(row.domid);
  if (!set)
    return err(parseFailed(`The host did not tell what is set of “${vm.name}”.`, sched.value));
  return ok({ ...set, vcpus: row.vcpus });
}

function failure(name: string, scheduler: string, ran: ExecResult): AppError {
  const details = [ran.stderr, ran.stdout].filter((text) => text.trim() !== '').join('\n');
  switch (ran.code) {
    case tuneExit.noDomain:
      return appError('vm-not-found', `No VM called “${name}” runs on this host.`, { details });
    case tuneExit.otherName:
    case tuneExit.otherUuid:
      return appError('not-possible-now', `Another VM is called “${name}” on this host now.`, {
        hint: 'Look at what runs on the host now, and try again.',
        details,
      });
    default: {
      const how =
        ran.code === null ? `was ended by ${ran.signal}` : `ended with status ${ran.code}`;
      return appError('command-failed', `xl could not set “${name}” (${scheduler}): it ${how}.`, {
        details,
        hint: 'Its cpupool may have another scheduler. Look at `xl cpupool-list` on the host.',
      });
    }
  }
}
