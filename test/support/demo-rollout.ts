import { setTimeout as sleep } from 'node:timers/promises';
import { carryRollout } from '../../src/main/core/images/carry/carry-rollout.ts';
import type { Hypervisors } from '../../src/main/core/images/carry/client-port.ts';
import { noHypervisor } from '../../src/main/core/images/carry/no-hypervisor.ts';
import { openRollout } from '../../src/main/core/images/carry/open-rollout.ts';
import { createOrderPort } from '../../src/main/core/images/carry/order-port.ts';
import type { ImageServerState } from '../../src/main/core/images/parse/image-server-state.ts';
import { parseTree } from '../../src/main/core/images/parse/parse-tree.ts';
import { readServer } from '../../src/main/core/images/server/read-server.ts';
import type { ServerPlace } from '../../src/main/core/images/server/server-answer.ts';
import { defaultPolicy, type PlanRequest } from '../../src/shared/images/rollout-plan.ts';
import type { RolloutHead } from '../../src/shared/images/rollout-state.ts';
import type { Result } from '../../src/shared/result.ts';

/** Everything a server keeps; throws where that cannot be had. */
export async function stateOf(place: ServerPlace): Promise<ImageServerState> {
  const reading = await readServer(place);
  if (!reading.ok) throw new Error(JSON.stringify(reading.error));
  return parseTree(reading.value.clock, reading.value.files);
}

/** Puts down a rollout of the newest image of a role: its canary, and then all others. */
export async function beginDemoRollout(
  place: ServerPlace,
  role: string,
  change: Partial<PlanRequest['policy']> = {},
): Promise<string> {
  const server = await stateOf(place);
  const digest = server.channels.get(`${role}/testing`)?.value.digest ?? '';
  const opened = await openRollout(
    place,
    server,
    {
      role,
      digest,
      waves: [
        { name: 'canary', pick: { kind: 'group', group: 'canary' } },
        { name: 'rest', pick: { kind: 'rest' } },
      ],
      policy: { ...defaultPolicy, soakSeconds: 0, concurrency: 50, ...change },
    },
    { id: `${role}-1`, by: 'test' },
  );
  if (!opened.ok) throw new Error(JSON.stringify(opened.error));
  return opened.value.id;
}

/** Carries it as a console does whose clients have no hypervisor. */
export function carryDemoRollout(
  place: ServerPlace,
  id: string,
  options: { holder?: string; signal?: AbortSignal; pauseMs: number; hypervisors?: Hypervisors },
): Promise<Result<RolloutHead | null>> {
  return carryRollout({
    place,
    id,
    holder: options.holder ?? 'test',
    port: createOrderPort(place, options.hypervisors ?? noHypervisor),
    signal: options.signal ?? new AbortController().signal,
    pause: () => sleep(options.pauseMs),
    onState() {},
  });
}
