import { randomBytes } from 'node:crypto';
import { blocks } from '../../../shared/migration/blocks.ts';
import type { MoveReason } from '../../../shared/migration/verdict.ts';
import type { Host } from '../../../shared/model/host.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import { scriptLine } from '../shell/command-line.ts';
import type { HostLink } from '../ssh/ssh-port.ts';
import { failureCause } from './failure-cause.ts';
import { forwardOnce } from './forward-once.ts';
import type { MovePorts } from './move-ports.ts';
import { routeCandidates } from './route-candidates.ts';
import { answerScript, findPathScript } from './scripts/find-path.ts';
import { knownHostsLine, type MoveRoute, transportLine } from './transport-line.ts';

/**
 * Finds an address by which the source reaches the target, by really logging in there with the
 * forwarded agent; the target proves itself by the key that the console has pinned.
 * Error: the reason against the move.
 */
export async function findPath(
  ports: Pick<MovePorts, 'runFolder' | 'log'>,
  hosts: { source: Host; target: Host },
  links: { source: HostLink; target: HostLink },
  signal?: AbortSignal,
): Promise<Result<MoveRoute, MoveReason>> {
  const { source, target } = hosts;
  const { hostKey, forwardableKey, user } = links.target;
  if (!hostKey) {
    return err(
      blocks('target-offline', `${target.label} is not connected.`, `Connect ${target.label}.`),
    );
  }
  const own = target.facts?.addresses ?? [];
  const routes = routeCandidates(target.access, links.target.port, own).map(
    (candidate): MoveRoute => ({ ...candidate, user, hostKey }),
  );
  const first = routes[0];
  if (!first) return err(noCandidate(target));

  const id = randomBytes(9).toString('hex');
  const directory = `${ports.runFolder ?? '/var/run'}/stateroom-path-${id}`;
  const token = `stateroom-${id}`;
  const once = forwardableKey
    ? forwardOnce(forwardableKey, (fingerprint) =>
        ports.log.info({ source: source.id, target: target.id, fingerprint }, 'signed for a look'),
      )
    : null;
  const ran = await links.source.exec(
    scriptLine(findPathScript, [
      directory,
      knownHostsLine(first),
      token,
      ...routes.map((route) =>
        transportLine(route, directory, once !== null, answerScript, [token]),
      ),
    ]),
    {
      timeoutMs: 30_000 * (routes.length + 1),
      ...(signal ? { signal } : {}),
      ...(once ? { forward: once.forward } : {}),
    },
  );
  once?.end();
  if (!ran.ok) {
    return err(
      blocks(
        'source-offline',
        `${source.label} could not be asked to reach ${target.label}: ${ran.error.message}`,
        ran.error.hint ?? 'Try again.',
      ),
    );
  }
  return judge(ran.value.stdout, ran.value.stderr, routes, source, target, once !== null);
}

function judge(
  stdout: string,
  stderr: string,
  routes: readonly MoveRoute[],
  source: Host,
  target: Host,
  forwarded: boolean,
): Result<MoveRoute, MoveReason> {
  const lines = stdout.split('\n');
  const tried = lines.flatMap((line) => /^try (\d+)$/.exec(line)?.[1] ?? []).at(-1);
  const route = routes[Number(tried ?? -1)];
  if (route && lines.includes('reached')) return ok(route);
  if (route && lines.includes('noise')) {
    return err(
      blocks(
        'no-path-to-target',
        `A login at ${target.label} (${route.address}) prints text that would garble the migration.`,
        `Let ${route.user}'s shell start-up files on ${target.label} print nothing when there is no terminal.`,
      ),
    );
  }
  const words = lines.flatMap((line) => /^E (.+)$/.exec(line)?.[1] ?? []);
  const cause = failureCause([...words, stderr]);
  const where = routes.map(({ address, port }) => `${address}:${port}`).join(', ');
  if (!forwarded) {
    return err(
      blocks(
        'no-forwardable-key',
        `${source.label} cannot log in at ${target.label} by itself, and the console has no key to offer on: it logged in there by password.`,
        `Connect ${target.label} with a key; it is offered to ${source.label} for the move only.`,
      ),
    );
  }
  return err(
    blocks(
      'no-path-to-target',
      `${source.label} cannot log in at ${target.label} (tried ${where}): ${cause?.cause ?? words.at(-1) ?? 'no answer.'}`,
      cause?.hint ?? `Set the migration address of ${target.label}.`,
    ),
  );
}

function noCandidate(target: Host): MoveReason {
  return blocks(
    'no-path-to-target',
    `No address is known by which another host reaches ${target.label}.`,
    `Set its migration address: ${target.access.address} leads from this console only.`,
  );
}
