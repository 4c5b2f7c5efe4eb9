import { appError } from '../../../../shared/app-error.ts';
import type { JobSpec } from '../../../../shared/model/job.ts';
import { err, ok, type Result } from '../../../../shared/result.ts';
import { type DefinedJob, defineJob, type JobContext } from '../../jobs/define-job.ts';
import type { JobEnd } from '../../jobs/job-machine.ts';
import { lookAtDomains } from '../../jobs/look-at-domains.ts';
import { readyWithin } from '../../jobs/ready-within.ts';
import { lookAtFiles } from '../../migration/look-at-files.ts';
import type { HostLink } from '../../ssh/ssh-port.ts';
import type { Outcome } from '../carry/client-port.ts';
import { findVm } from '../xen/find-vm.ts';
import { refused, unknown } from '../xen/outcomes.ts';
import { powerCycle } from '../xen/power-cycle.ts';
import type { XenPorts } from '../xen/xen-clients.ts';
import { claimCycle } from './claim-cycle.ts';

type CycleSpec = Extract<JobSpec, { kind: 'cycle-client' }>;

interface Plan {
  xen: XenPorts;
  link: HostLink;
  label: string;
  configPath: string;
  bootFiles: string[];
}

/**
 * Ends a client's VM that says nothing, and starts it from its configuration. The host follows this
 * job's key once, in a process of its own, whatever becomes of the console.
 */
export function cycleJob(ports: {
  /** Null: the image server is not in the site, or not connected. */
  portsOf(serverId: string): XenPorts | null;
  /** Of a host, or of an image server. */
  linkOf(machineId: string): HostLink | undefined;
}): DefinedJob {
  const follow = (
    { id, spec }: JobContext<CycleSpec>,
    xen: XenPorts,
    host: { runner: HostLink; label: string },
    of: { configPath: string; bootFiles: readonly string[] },
    signal: AbortSignal,
  ) => powerCycle(host, { folder: xen.folder, key: id, uuid: spec.uuid, ...of }, signal);

  return defineJob<CycleSpec, Plan, Outcome>({
    kind: 'cycle-client',
    claims: ({ hostId, vm, serverId }) => ({ vms: [{ hostId, name: vm }], move: null, serverId }),

    async validate({ spec }) {
      const xen = ports.portsOf(spec.serverId);
      const link = ports.linkOf(spec.hostId);
      if (!xen || !link) return err(away());
      const at = findVm(xen.stateOf(), spec.uuid);
      if (at.kind === 'unclear') return err(appError('not-possible-now', at.why));
      const { configPath, bootFiles } = at.vm;
      if (at.host.id !== spec.hostId || configPath === null) {
        return err(
          appError('not-possible-now', `${spec.vm} is not where it was when this was asked for.`),
        );
      }
      return ok({ xen, link, label: at.host.label, configPath, bootFiles });
    },

    async run(context, { xen, link, label, configPath, bootFiles }) {
      const { spec, id } = context;
      const signal = AbortSignal.any([context.cancelled, context.closing]);
      const order = { client: spec.client, uuid: spec.uuid, key: id, host: label };
      const claimed = await claimCycle(xen.place, { ...order, by: xen.holder }, signal);
      if (!claimed.ok) return refused(claimed.error.message);
      const noted = context.journal('acting', { configPath, bootFiles });
      if (!noted.ok) return refused(noted.error.message);
      context.tell({ type: 'no-return' });
      const of = { configPath, bootFiles };
      return follow(context, xen, { runner: link, label }, of, context.closing);
    },

    async rejoin(context) {
      const { spec, id, closing } = context;
      const acting = context.entries().findLast(({ step }) => step === 'acting')?.data;
      if (!acting) return refused('The console ended before it was done; nothing was.');
      const xen = ports.portsOf(spec.serverId);
      const link = ports.linkOf(spec.hostId);
      if (!xen || !link) return unknown(away().message);
      const ready = await readyWithin(link, 60_000, closing);
      if (!ready.ok) return unknown(ready.error.message);
      // Without its folder the host has never begun it, and it is not begun now.
      const path = `${cycleFolder(xen, id)}/log`;
      const seen = await lookAtFiles(link, [{ path, compare: false }], closing);
      if (!seen.ok) return unknown(seen.error.message);
      if (seen.value[0]?.kind !== 'file')
        return refused('The console ended before its host began.');
      const label = xen.stateOf().hosts[spec.hostId]?.label ?? spec.hostId;
      const of = { configPath: String(acting.configPath ?? ''), bootFiles: [] };
      return follow(context, xen, { runner: link, label }, of, closing);
    },

    async verify({ spec, closing }, outcome): Promise<JobEnd> {
      if (outcome.outcome === 'refused') {
        return {
          state: 'failed',
          summary: outcome.text,
          error: appError('not-possible-now', outcome.text),
        };
      }
      const link = ports.linkOf(spec.hostId);
      const seen = link ? await sight(link, spec, closing) : err(away());
      if (outcome.outcome === 'unknown' || !seen.ok) {
        const text = seen.ok ? outcome.text : seen.error.message;
        return {
          state: 'undecided',
          summary: `It is not known what became of ${spec.vm}.`,
          findings: [{ hostId: spec.hostId, text }],
        };
      }
      if (seen.value) {
        const summary = `${spec.vm} was started anew. It reports once it is up.`;
        return { state: 'succeeded', summary };
      }
      const text = `${spec.vm} was started, and does not run: look at its console.`;
      return { state: 'failed', summary: text, error: appError('command-failed', text) };
    },
  });
}

/** Where the host puts down that it follows a key. */
function cycleFolder({ folder }: XenPorts, key: string): string {
  return `${folder}/cycles/${key}`;
}

async function sight(
  link: HostLink,
  { uuid }: CycleSpec,
  signal: AbortSignal,
): Promise<Result<boolean>> {
  const seen = await lookAtDomains(link, signal);
  return seen.ok ? ok(seen.value.some((domain) => domain.uuid === uuid)) : seen;
}

function away() {
  return appError('not-connected', 'Its host or its image server is not connected.');
}
