import { appError } from '../../../../shared/app-error.ts';
import type { Client } from '../../../../shared/images/client.ts';
import type { PlanRequest, RolloutPlan, WavePick } from '../../../../shared/images/rollout-plan.ts';
import { err, ok, type Result } from '../../../../shared/result.ts';
import type { ImageServerState } from '../parse/image-server-state.ts';

/**
 * Who is touched in which wave, and who is left out and why. A client that rejected the digest is
 * not given it again by any plan; that is taken back at the client, by hand.
 * Errors: `image-not-found`, `not-possible-now` when nobody is left to be touched.
 */
export function makePlan(
  request: PlanRequest,
  server: Pick<ImageServerState, 'images' | 'clients' | 'rollouts' | 'clock' | 'reports'>,
  who: { id: string; by: string },
): Result<RolloutPlan> {
  const { role, digest, policy } = request;
  if (!server.images.has(`${role}/${digest}`)) {
    return err(
      appError('image-not-found', `There is no image ${digest.slice(0, 12)} of ${role}.`, {
        hint: 'It may have been deleted meanwhile; choose another version.',
      }),
    );
  }
  const clients = [...server.clients.values()]
    .map(({ value }) => value)
    .filter((client) => client.role === role)
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const busy = new Set(
    [...server.rollouts.values()].flatMap(({ plan }) => plan.waves.flatMap((one) => one.clients)),
  );
  const leftOut: RolloutPlan['leftOut'] = [];
  const open: Client[] = [];
  for (const client of clients) {
    const reason = whyNot(client, digest, busy, server.reports.get(client.id)?.digest ?? null);
    if (reason) leftOut.push({ client: client.id, reason });
    else open.push(client);
  }
  const waves: RolloutPlan['waves'] = [];
  let left = open;
  for (const { name, pick } of request.waves) {
    const taken = takenBy(pick, left, open.length);
    if (taken.length === 0) continue;
    waves.push({ name, clients: taken.map(({ id }) => id) });
    const gone = new Set(taken);
    left = left.filter((client) => !gone.has(client));
  }
  for (const { id } of left) leftOut.push({ client: id, reason: 'in-no-wave' });
  if (waves.length === 0) {
    return err(
      appError('not-possible-now', 'This plan touches nobody.', {
        hint: 'Its waves pick no client that could be given this image; the preview says why each is left out.',
        details: leftOut.map(({ client, reason }) => `${client}: ${reason}`).join('\n'),
      }),
    );
  }
  return ok({
    id: who.id,
    role,
    digest,
    createdAt: Math.floor(server.clock.wallMs / 1000),
    createdBy: who.by,
    waves,
    groups: Object.fromEntries(open.map(({ id, group }) => [id, group])),
    xenHosts: open.flatMap(({ id, hostname, place }) =>
      place.kind === 'xen-host' ? [{ client: id, hostname, label: place.label }] : [],
    ),
    leftOut,
    policy,
  });
}

function whyNot(
  client: Client,
  digest: string,
  busy: ReadonlySet<string>,
  reported: string | null,
): RolloutPlan['leftOut'][number]['reason'] | null {
  if (client.rejected.includes(digest)) return 'rejected';
  if (busy.has(client.id)) return 'in-rollout';
  return client.desired === digest && reported === digest ? 'up-to-date' : null;
}

function takenBy(pick: WavePick, left: readonly Client[], of: number): readonly Client[] {
  switch (pick.kind) {
    case 'group':
      return left.filter((client) => client.group === pick.group);
    case 'count':
      return left.slice(0, pick.count);
    case 'percent':
      return left.slice(0, Math.max(1, Math.round((of * pick.percent) / 100)));
    case 'rest':
      return left;
  }
}
