import { type AppError, appError } from '../../../shared/app-error.ts';
import { ok } from '../../../shared/result.ts';
import type { JobContext } from '../jobs/define-job.ts';
import type { JobEnd } from '../jobs/job-machine.ts';
import { lookAtDomains } from '../jobs/look-at-domains.ts';
import { pauseFor } from '../jobs/pause-for.ts';
import { stateWords } from '../jobs/power-goal.ts';
import { readyWithin } from '../jobs/ready-within.ts';
import { scriptLine } from '../shell/command-line.ts';
import type { HostLink } from '../ssh/ssh-port.ts';
import {
  decideRestart,
  type RestartObservations,
  type RestartOutcome,
  type Sightings,
} from './decide-restart.ts';
import { autostartFolderOf, labelOf, type OutagePorts } from './outage-ports.ts';
import { takeConfigBack } from './place-config.ts';
import type { RestartReport, RestartSpec } from './restart-job.ts';
import { findCreateScript } from './scripts.ts';

/** How long a guest may take until it runs, and an `xl create` that nobody heard the end of. */
const patienceMs = 60_000;

/** Looks at the hosts until it is clear what became of a restart, and tidies up what did not start. */
export async function settleRestart(
  ports: OutagePorts,
  context: JobContext<RestartSpec>,
  report: RestartReport,
): Promise<JobEnd> {
  const { spec } = context;
  const has = (step: string) => context.entries().some((entry) => entry.step === step);
  if (!has('claimed')) return report && !report.ok ? failed(report.error) : neverAsked;
  const until = context.now() + patienceMs;
  for (;;) {
    const seen = await look(ports, context, report, has('acting'));
    const outcome = decideRestart(seen);
    const isOpen = outcome === 'unknown' || outcome === 'stands';
    if (!isOpen || context.now() >= until || context.closing.aborted) {
      if (outcome === 'runs') forgetGhost(ports, spec);
      const isNothing = outcome === 'not-asked' || outcome === 'not-started';
      const left = isNothing ? await tidyUp(ports, context) : null;
      return left ?? endOf(spec, outcome, seen, report, (hostId) => labelOf(ports, hostId));
    }
    await pauseFor(ports.lookEveryMs ?? 1_000, context.closing);
  }
}

function endOf(
  spec: RestartSpec,
  outcome: RestartOutcome,
  seen: RestartObservations,
  report: RestartReport,
  label: (hostId: string) => string,
): JobEnd {
  const { vm, hostId, targetHostId } = spec;
  const target = label(targetHostId);
  switch (outcome) {
    case 'runs':
      return { state: 'succeeded', summary: `${vm} runs on ${target} now.` };
    case 'stands':
      return failed(
        appError('command-failed', `${vm} is on ${target}, and ${wordsOf(seen.target)}.`, {
          hint: `Look at its console there. Do not start it on ${label(hostId)} again.`,
        }),
      );
    case 'twice':
      return undecided(`${vm} is on two hosts at once: ${label(hostId)} came back.`, [
        { hostId: targetHostId, text: `It is ${wordsOf(seen.target)} here.` },
        {
          hostId,
          text: `It is ${wordsOf(seen.source)} here, too. Force it off on one of the two now: both write to the same disks.`,
        },
      ]);
    case 'unknown': {
      const text =
        seen.target === null
          ? 'It could not be looked at.'
          : 'It is not here, but the toolstack may still be starting it.';
      return undecided(`Whether ${vm} was started on ${target} is not known.`, [
        { hostId: targetHostId, text },
      ]);
    }
    case 'not-asked':
    case 'not-started':
      if (report?.ok === false) {
        const { code, message } = report.error;
        return code === 'cancelled'
          ? { state: 'cancelled', summary: message }
          : failed(report.error);
      }
      return outcome === 'not-asked'
        ? neverAsked
        : failed(appError('command-failed', `${vm} was not started on ${target}.`));
  }
}

/** What is known to run elsewhere is no longer shown where it was last seen. */
function forgetGhost(ports: OutagePorts, { hostId, vm, uuid }: RestartSpec): void {
  const { hosts, vms } = ports.stateOf();
  const ghost = vms[hostId]?.[vm];
  if (ghost?.uuid !== uuid || hosts[hostId]?.link.state === 'online') return;
  ports.emit([{ type: 'vm-removed', hostId, name: vm }]);
}

/** What was put down and did not start is taken back; null: all is as before. */
async function tidyUp(
  ports: OutagePorts,
  context: JobContext<RestartSpec>,
): Promise<JobEnd | null> {
  const { spec } = context;
  const claimed = context.entries().find(({ step }) => step === 'claimed')?.data ?? {};
  const placed = context.entries().find(({ step }) => step === 'placed')?.data;
  const wasPlacing = context.entries().some(({ step }) => step === 'placing');
  const { sum, link, configPath: path } = claimed;
  const isOurs = wasPlacing && placed?.isNew !== false;
  if (isOurs && typeof sum === 'string' && typeof path === 'string') {
    const target = ports.linkOf(spec.targetHostId);
    const ready = target ? await readyWithin(target, patienceMs, context.closing) : null;
    const autostartFolder = autostartFolderOf(ports);
    const config = { path, sum, link: typeof link === 'string' ? link : '', autostartFolder };
    const back = target && ready?.ok ? await takeConfigBack(target, config) : null;
    if (!back?.ok) {
      return undecided(`${spec.vm} was not started, but its configuration may be left behind.`, [
        { hostId: spec.targetHostId, text: `Look whether ${path} is there.` },
      ]);
    }
  }
  const forgotten = ports.book.forget(spec.hostId, spec.uuid);
  return forgotten.ok ? null : failed(forgotten.error);
}

async function look(
  ports: OutagePorts,
  context: JobContext<RestartSpec>,
  report: RestartReport,
  asked: boolean,
): Promise<RestartObservations> {
  const { spec } = context;
  const link = ports.linkOf(spec.targetHostId);
  const former = ports.linkOf(spec.hostId);
  const [target, source] = await Promise.all([
    sight(link, spec.uuid, context.closing),
    former?.link.state === 'online' ? sight(former, spec.uuid, context.closing) : null,
  ]);
  const heard = report?.ok === true || (report !== null && report.error.code === 'command-failed');
  const absent = target !== null && target.length === 0;
  const mayStillStart = asked && absent && !heard && (await isStarting(link, context));
  const refused = report !== null && !report.ok && heard;
  return { target, source, asked, refused, mayStillStart };
}

async function sight(
  link: HostLink | undefined,
  uuid: string,
  closing: AbortSignal,
): Promise<Sightings> {
  if (!link) return null;
  const ready = await readyWithin(link, patienceMs, closing);
  const seen = ready.ok ? await lookAtDomains(link, closing) : ready;
  return seen.ok ? seen.value.filter((domain) => domain.uuid === uuid) : null;
}

async function isStarting(
  link: HostLink | undefined,
  context: JobContext<RestartSpec>,
): Promise<boolean> {
  const path = context.entries().find(({ step }) => step === 'claimed')?.data.configPath;
  if (!link || typeof path !== 'string') return true;
  const ran = await link.exec(scriptLine(findCreateScript, [path]), { signal: context.closing });
  const said = ran.ok ? ran : ok({ stdout: '' });
  return said.value.stdout.trim() !== 'idle';
}

function wordsOf(seen: Sightings): string {
  return seen?.map((domain) => stateWords(domain)).join(' and ') ?? 'not seen';
}

function undecided(summary: string, findings: NonNullable<JobEnd['findings']>): JobEnd {
  return { state: 'undecided', summary, findings };
}

function failed(error: AppError): JobEnd {
  return { state: 'failed', summary: error.message, error };
}

const neverAsked: JobEnd = {
  state: 'cancelled',
  summary: 'The console ended before the VM was started; nothing was done.',
};
