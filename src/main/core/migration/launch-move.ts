import type { Result } from '../../../shared/result.ts';
import type { JobContext } from '../jobs/define-job.ts';
import { type RemoteScript, scriptLine } from '../shell/command-line.ts';
import type { SpareConnection } from '../ssh/spare-connection.ts';
import type { ForwardableKey, HostLink, RemoteProcess } from '../ssh/ssh-port.ts';
import type { MoveSpec } from './attend-move.ts';
import { forwardOnce } from './forward-once.ts';
import { type MovePorts, moveDirectory } from './move-ports.ts';
import { receiveCopyScript, runCopyScript } from './scripts/run-copy.ts';
import { receiveLiveScript, runLiveScript } from './scripts/run-live.ts';
import { startMoveScript } from './scripts/start-move.ts';
import { knownHostsLine, type MoveRoute, transportLine } from './transport-line.ts';

export interface Launch {
  /** Opens the channel that begins the move at the source and then follows it. */
  start: () => Promise<Result<RemoteProcess>>;
  /** The one login happened: the key signs nothing more. */
  loggedIn: () => void;
}

/**
 * Makes a move ready to begin. `key` opens the console's own connection to the target; it is
 * offered to the source's ssh through a forwarded agent, for one login, and each signature is told.
 */
export function launchMove(
  ports: MovePorts,
  context: JobContext<MoveSpec>,
  key: ForwardableKey | null,
  plan: {
    source: HostLink;
    domid: number;
    route: MoveRoute;
    prepared: SpareConnection | null;
  },
): Launch {
  const { spec } = context;
  const once = key
    ? forwardOnce(
        key,
        (fingerprint) =>
          context.tell({
            type: 'log',
            lines: [`stateroom: signed the source's login at the target with ${fingerprint}`],
          }),
        plan.prepared,
      )
    : null;
  const directory = moveDirectory(ports, context.id);
  const { program, receiver } = programsFor(spec, context.id, directory);
  const transport = transportLine(plan.route, directory, once !== null, ...receiver);
  const line = scriptLine(startMoveScript, [
    directory,
    String(plan.domid),
    spec.uuid,
    knownHostsLine(plan.route),
    program.text,
    program.name,
    transport,
  ]);
  return {
    start: () =>
      plan.source.open(line, { timeoutMs: null, ...(once ? { forward: once.forward } : {}) }),
    loggedIn: () => once?.end(),
  };
}

function programsFor(
  spec: MoveSpec,
  jobId: string,
  directory: string,
): { program: RemoteScript; receiver: [RemoteScript, string[]] } {
  return spec.mode === 'live'
    ? { program: runLiveScript, receiver: [receiveLiveScript, [jobId]] }
    : { program: runCopyScript, receiver: [receiveCopyScript, [jobId, directory, spec.uuid]] };
}
