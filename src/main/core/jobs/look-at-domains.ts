import { appError } from '../../../shared/app-error.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import { type RemoteScript, scriptLine } from '../shell/command-line.ts';
import type { CommandRunner } from '../ssh/ssh-port.ts';
import { type DomainRow, parseDomainTable } from '../xen/xl/parse-domain-table.ts';

/**
 * What a domain is doing, as far as the question "may it write to its disks?" goes: only one that
 * `runs` may. `suspended` is a guest that was saved or sent away and not taken up again.
 */
export type DomainActivity = 'runs' | 'paused' | 'suspended' | 'shut-down' | 'crashed' | 'dying';

/** One domain that a look at a host found. */
export interface DomainSighting {
  name: string;
  domid: number;
  uuid: string;
  activity: DomainActivity;
  memoryMiB: number;
}

/** `xl list -v`; the path is what sudo and plain logins leave out of theirs. */
const lookScript: RemoteScript = {
  name: 'stateroom-look',
  text: `
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
LC_ALL=C
export PATH LC_ALL
exec xl list -v </dev/null
`,
};

/** Every domain of a host as it is this moment, asked of the host itself and not of the inventory. */
export async function lookAtDomains(
  runner: CommandRunner,
  signal?: AbortSignal,
): Promise<Result<DomainSighting[]>> {
  const ran = await runner.exec(scriptLine(lookScript), { ...(signal ? { signal } : {}) });
  if (!ran.ok) return ran;
  if (ran.value.code !== 0) {
    return err(
      appError('command-failed', 'The host could not list its domains.', {
        details: ran.value.stderr || ran.value.stdout,
        hint: 'Look at `xl list` on the host.',
        retryable: true,
      }),
    );
  }
  const table = parseDomainTable(ran.value.stdout);
  if (!table.ok) return table;
  // A row that was not understood may be the very domain that is asked about.
  if (table.value.odd.length > 0) {
    return err(
      appError('parse-failed', 'The host lists a domain in a way that is not understood.', {
        details: table.value.odd.join('\n'),
      }),
    );
  }
  return ok(table.value.rows.map(sightingOf));
}

/** @param row With `state` as six letters: running, blocked, paused, shut down, why, dying. */
function sightingOf({ name, domid, uuid, state, memoryMiB }: DomainRow): DomainSighting {
  return { name, domid, uuid, memoryMiB, activity: activityOf(state) };
}

function activityOf(state: string): DomainActivity {
  if (state[5] === 'd') return 'dying';
  if (state[3] === 's') {
    if (state[4] === 's') return 'suspended';
    return state[4] === 'c' || state[4] === 'w' ? 'crashed' : 'shut-down';
  }
  return state[2] === 'p' ? 'paused' : 'runs';
}
