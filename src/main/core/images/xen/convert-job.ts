import { type AppError, appError } from '../../../../shared/app-error.ts';
import type { JobSpec } from '../../../../shared/model/job.ts';
import { err, ok, type Result } from '../../../../shared/result.ts';
import { type DefinedJob, defineJob } from '../../jobs/define-job.ts';
import type { JobEnd } from '../../jobs/job-machine.ts';
import { readyWithin } from '../../jobs/ready-within.ts';
import type { HostLink } from '../../ssh/ssh-port.ts';
import { convertVm, isConverted, undoConversion } from './convert-vm.ts';
import type { XenPorts, XenVmClient } from './xen-clients.ts';

type ConvertSpec = Extract<JobSpec, { kind: 'convert' }>;

/** What was said of it; null when it was a former run of the console that did it. */
type Report = Result<void> | null;

/**
 * Makes a VM a client of an image server, or takes that back. The VM runs on as it is; what it
 * boots at its next start is changed. Each of the two can be done again after any interruption.
 */
export function convertJob(ports: {
  /** Null: the image server is not in the site, or not connected. */
  portsOf(serverId: string): XenPorts | null;
  /** Of a host, or of an image server. */
  linkOf(machineId: string): HostLink | undefined;
}): DefinedJob {
  function clientOf({ client }: ConvertSpec): Result<XenVmClient> {
    const { place } = client;
    if (place.kind === 'xen-vm') return ok({ ...client, place });
    return err(appError('invalid-input', `${client.id} is no Xen VM.`));
  }

  return defineJob<ConvertSpec, { xen: XenPorts; client: XenVmClient }, Report>({
    kind: 'convert',
    claims: ({ hostId, vm, serverId }) => ({ vms: [{ hostId, name: vm }], move: null, serverId }),

    async validate({ spec }) {
      const client = clientOf(spec);
      if (!client.ok) return client;
      const xen = ports.portsOf(spec.serverId);
      return xen ? ok({ xen, client: client.value }) : err(noServer());
    },

    async run(context, { xen, client }) {
      const noted = context.journal('acting');
      if (!noted.ok) return noted;
      const signal = AbortSignal.any([context.cancelled, context.closing]);
      if (context.spec.act === 'undo') {
        context.tell({ type: 'no-return' });
        return undoConversion(xen, client, signal);
      }
      return convertVm(xen, client, {
        signal,
        onProgress(fraction, bytes, totalBytes) {
          const progress = { fraction, bytes, totalBytes, bytesPerSecond: 0 };
          context.tell({ type: 'progress', progress });
        },
      });
    },

    async rejoin() {
      return null;
    },

    async verify({ spec, entries, closing }, report): Promise<JobEnd> {
      if (report && !report.ok) return failed(report.error);
      if (!entries().some(({ step }) => step === 'acting')) return neverBegan;
      const client = clientOf(spec);
      const xen = ports.portsOf(spec.serverId);
      if (!client.ok) return failed(client.error);
      if (!xen) return unseen(spec, noServer());
      const links = [spec.serverId, spec.hostId].flatMap((id) => ports.linkOf(id) ?? []);
      await Promise.all(links.map((link) => readyWithin(link, 60_000, closing)));
      const seen = await isConverted(xen, client.value, closing);
      if (!seen.ok) return unseen(spec, seen.error);
      return spec.act === 'convert' ? converted(spec, seen.value) : undone(spec, seen.value);
    },
  });
}

type Seen = { hasFile: boolean; boots: boolean };

function converted({ vm, client }: ConvertSpec, { hasFile, boots }: Seen): JobEnd {
  if (hasFile && boots) {
    const image = `${client.role} ${client.desired?.slice(0, 12)}`;
    return { state: 'succeeded', summary: `${vm} boots ${image} at its next start.` };
  }
  const what = hasFile ? 'it has its file, and boots as before' : 'it boots as before';
  return failed(
    appError('not-possible-now', `${vm} is no client yet: ${what}.`, {
      hint: 'Convert it again: what is done already stays.',
    }),
  );
}

function undone({ vm }: ConvertSpec, { hasFile, boots }: Seen): JobEnd {
  if (!hasFile && !boots) {
    return { state: 'succeeded', summary: `${vm} boots its own system at its next start.` };
  }
  return failed(
    appError(
      'not-possible-now',
      `${vm} ${hasFile ? 'is a client still' : 'boots the image still'}.`,
      {
        hint: 'Take it back again: what is done already stays.',
      },
    ),
  );
}

function noServer(): AppError {
  return appError('image-server-not-found', 'The image server is not connected.');
}

function failed(error: AppError): JobEnd {
  const state = error.code === 'cancelled' ? 'cancelled' : 'failed';
  return { state, summary: error.message, error };
}

function unseen(spec: ConvertSpec, error: AppError): JobEnd {
  return {
    state: 'undecided',
    summary: `It could not be seen what became of ${spec.vm}.`,
    error,
    findings: [{ hostId: spec.hostId, text: error.message }],
  };
}

/** The journal has it begun, and not that anything was about to be done. */
const neverBegan: JobEnd = {
  state: 'cancelled',
  summary: 'The console ended before anything was done.',
};
