import type { AppError } from '../../../shared/app-error.ts';
import type { HostKey, Link } from '../../../shared/model/connection.ts';
import type { Result } from '../../../shared/result.ts';
import type { CommandLine } from '../shell/command-line.ts';
import type { SpareConnection } from './spare-connection.ts';

export interface ExecOptions {
  signal?: AbortSignal;
  /** Default 30,000 ms; null: none (for long jobs, which have a signal). */
  timeoutMs?: number | null;
  /** Per stream; more ends the command with `output-too-large`. Default 16 MiB. */
  maxOutputBytes?: number;
  stdin?: string | Uint8Array;
  /** Keys offered through a forwarded agent for this one command. Default: none, no forwarding. */
  forward?: ForwardedKeys;
  /** Run as root: as is for root, by `sudo -n` for others. Default true. */
  asRoot?: boolean;
}

export interface ExecResult {
  stdout: string;
  stderr: string;
  /** Exit status; null when a signal ended it. A status other than 0 is not an error here. */
  code: number | null;
  signal: string | null;
}

/** A running remote command whose output is used while it comes. */
export interface RemoteProcess {
  /** Complete lines without their end; a line over 1 MiB is cut. In order. */
  onStdout(listener: (line: string) => void): void;
  onStderr(listener: (line: string) => void): void;
  write(data: string): void;
  /**
   * Sends bytes of any size, as fast as the other side takes them, and ends the input. Returns once
   * all is handed over or the command is over; a source that throws ends the command.
   */
  send(bytes: AsyncIterable<Uint8Array>): Promise<void>;
  endInput(): void;
  /** Closes the channel; the server ends the command if it can. */
  kill(): void;
  /** Settles once: with exit status, or with the error that cut it off. Never rejects. */
  readonly ended: Promise<Result<{ code: number | null; signal: string | null }>>;
}

/** A private key that can sign for a forwarded agent; the key itself never leaves its holder. */
export interface ForwardableKey {
  /** SSH wire format of the public key, base64. */
  readonly publicBlob: string;
  readonly comment: string;
  /** Signs; `flags` as in the agent protocol (2: rsa-sha2-256, 4: rsa-sha2-512). SSH wire signature. */
  sign(data: Uint8Array, flags: number): Promise<Uint8Array>;
}

export interface ForwardedKeys {
  keys: readonly ForwardableKey[];
  /** Told of every signature that was made, for the job's log. */
  onSign?: (fingerprint: string) => void;
  /** The connection that was prepared for this command; null or lost by now: another is opened. */
  over?: SpareConnection | null;
}

/** Runs commands on one machine; what drivers and jobs are given. */
export interface CommandRunner {
  exec(command: CommandLine, options?: ExecOptions): Promise<Result<ExecResult>>;
  open(
    command: CommandLine,
    options?: Omit<ExecOptions, 'stdin' | 'maxOutputBytes'>,
  ): Promise<Result<RemoteProcess>>;
}

/** The managed session to one machine: one connection, many channels, reconnected by itself. */
export interface HostLink extends CommandRunner {
  readonly hostId: string;
  readonly link: Link;
  /** The key the machine proved on the connection that is up; null when there is none. */
  readonly hostKey: HostKey | null;
  /** The account in use, after ~/.ssh/config. */
  readonly user: string;
  readonly port: number;
  /** What its host key is pinned under, see `placeOf`. */
  readonly place: string;
  /** The key that opened this connection, if it can be offered on; null after a password login. */
  readonly forwardableKey: ForwardableKey | null;
  /**
   * A command with forwarded keys has a connection of its own: begins to open it now, to be given
   * to that command. Unused, it is closed again after a few minutes. Null: not connected.
   */
  prepareForwarding(): SpareConnection | null;
  connect(): void;
  disconnect(): void;
  onLink(listener: (link: Link) => void): () => void;
  /**
   * Waits until online, through retries. The reason why not: at once where nothing is tried by
   * itself (idle, blocked), else when the signal aborts.
   */
  ready(signal?: AbortSignal): Promise<Result<void, AppError>>;
  close(): Promise<void>;
}
