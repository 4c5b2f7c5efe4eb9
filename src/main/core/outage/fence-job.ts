import { type AppError, appError } from '../../../shared/app-error.ts';
import type { JobSpec } from '../../../shared/model/job.ts';
import type { Fencing } from '../../../shared/outage/outage.ts';
import { answerOf } from '../../../shared/outage/proof-problem.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import { type DefinedJob, defineJob } from '../jobs/define-job.ts';
import type { HostLink } from '../ssh/ssh-port.ts';
import { callHost } from './call-host.ts';
import { cutPower } from './fence-host.ts';
import { labelOf, type OutagePorts } from './outage-ports.ts';

type FenceSpec = Extract<JobSpec, { kind: 'fence' }>;

interface Plan {
  via: HostLink;
  fencing: Fencing;
}

/** Null: a former run of the console began it, and nobody heard how it went. */
type Report = Result<string> | null;

/**
 * Cuts the power of a host that does not answer. What was heard of it is the proof that it is down;
 * where nobody heard, nothing is proved: it is fenced again.
 */
export function fenceJob(ports: OutagePorts & { askEveryMs?: number }): DefinedJob {
  return defineJob<FenceSpec, Plan, Report>({
    kind: 'fence',
    claims: () => ({ vms: [], move: null }),
    async validate({ spec, closing, cancelled }) {
      const { hosts, fencing } = ports.stateOf();
      const host = hosts[spec.hostId];
      const link = ports.linkOf(spec.hostId);
      const how = fencing[spec.hostId];
      if (!host || !link) return err(gone);
      if (!how) {
        return err(appError('not-possible-now', `No fencing is configured for ${host.label}.`));
      }
      const stop = AbortSignal.any([closing, cancelled]);
      await callHost(link, ports.answerWithinMs ?? 25_000, stop);
      const answers = answerOf({ label: host.label, link: link.link });
      if (answers !== null) {
        return err(
          appError('not-possible-now', answers, { hint: 'Only a silent host is fenced.' }),
        );
      }
      const via = ports.linkOf(how.viaHostId);
      if (via?.link.state !== 'online' || how.viaHostId === spec.hostId) {
        const label = labelOf(ports, how.viaHostId);
        return err(appError('not-connected', `${label}, which fences it, is not connected.`));
      }
      return ok({ via, fencing: how });
    },
    async run(context, { via, fencing }) {
      const noted = context.journal('acting');
      if (!noted.ok) return noted;
      context.tell({ type: 'no-return' });
      const { now, closing: signal } = context;
      const options = {
        now,
        signal,
        ...(ports.askEveryMs ? { askEveryMs: ports.askEveryMs } : {}),
      };
      const cut = await cutPower(via, fencing, options);
      if (cut.ok) context.tell({ type: 'log', lines: cut.value.split('\n') });
      return cut;
    },
    async rejoin() {
      return null;
    },
    async verify(context, report) {
      const { spec } = context;
      const label = labelOf(ports, spec.hostId);
      if (report === null) {
        return failed(
          appError('not-possible-now', `The console ended while ${label} was fenced.`, {
            hint: 'Whether its power was cut is not known: fence it again.',
          }),
        );
      }
      if (!report.ok) return failed(report.error);
      const host = ports.stateOf().hosts[spec.hostId];
      const answers = host ? answerOf(host) : gone.message;
      if (answers !== null) {
        return failed(appError('command-failed', answers, { details: report.value }));
      }
      const via = labelOf(ports, ports.stateOf().fencing[spec.hostId]?.viaHostId ?? '');
      const text = `On ${via}, ${report.value}`;
      const kept = ports.book.prove(spec.hostId, { kind: 'fencing', at: context.now(), text });
      if (!kept.ok) return failed(kept.error);
      return { state: 'succeeded', summary: `${label} is off. ${text}` };
    },
  });
}

const gone = appError('host-not-found', 'The host is not among the console’s hosts any more.');

function failed(error: AppError) {
  return { state: 'failed' as const, summary: error.message, error };
}
