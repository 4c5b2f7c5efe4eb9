import type { ServerSettings } from '../../../shared/images/server-settings.ts';
import type { DemoFiles } from './demo-files.ts';
import type { IncomingFiles } from './incoming-files.ts';

export const demoRoot = '/srv/stateless';

/** How the demo's clients reach it. */
export const demoSettings: ServerSettings = { generation: 1, address: '10.20.0.9', httpPort: 80 };

/** The demo's image server: what its scripts work on. */
export interface DemoImageServer {
  readonly root: string;
  readonly hostname: string;
  readonly bootId: string;
  readonly files: DemoFiles;
  /** KiB of each client's writable drive, by its folder; those set aside, too. */
  readonly drives: Map<string, number>;
  /** Files outside of its root. */
  readonly incoming: IncomingFiles;
  /** How much faster than real ones its machines, disks and builds are. */
  readonly speed: number;
  /** Milliseconds since the epoch, and since it booted. */
  now(): number;
  uptimeMs(): number;
}

/** What a twin of a script is given: its arguments behind the root, and its input. */
export interface ServerCall {
  readonly server: DemoImageServer;
  readonly args: readonly string[];
  readonly input: string;
  out(text: string): void;
}

/** Its exit status is 0, as that of the scripts is: what went wrong they say. */
export type ServerProgram = (call: ServerCall) => void;

const two = (number: number) => String(number).padStart(2, '0');

/** A program that reads its input, or takes its time, while it speaks. */
export type StreamingProgram = (
  call: Omit<ServerCall, 'input'> & {
    input: AsyncIterable<Uint8Array>;
    /** Sends what was said, now. */
    flush(): void;
    /** Aborted when whoever asked is gone. */
    signal: AbortSignal;
  },
) => Promise<void>;

/** `clock SECONDS WEEKDAY HOUR MINUTE UPTIME BOOT`. */
export function clockLine({ now, uptimeMs, bootId }: DemoImageServer): string {
  const at = new Date(now());
  const uptime = (uptimeMs() / 1000).toFixed(2);
  const time = `${at.getDay()} ${two(at.getHours())} ${two(at.getMinutes())}`;
  return `clock ${Math.floor(at.getTime() / 1000)} ${time} ${uptime} ${bootId}`;
}
