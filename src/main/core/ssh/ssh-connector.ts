import type { Duplex, Readable, Writable } from 'node:stream';
import type { AppError } from '../../../shared/app-error.ts';
import type { HostKey } from '../../../shared/model/connection.ts';
import type { Result } from '../../../shared/result.ts';
import type { CommandLine } from '../shell/command-line.ts';
import type { ForwardableKey, ForwardedKeys } from './ssh-port.ts';

/**
 * What the sessions need of an SSH library, and nothing else of it is used: another one (with
 * newer key exchanges, say) comes in by implementing this.
 */
export interface SshConnector {
  /**
   * One connection, logged in. Errors: `ssh-unreachable`, `ssh-timeout`, `ssh-closed`,
   * `ssh-auth-failed`, `cancelled`, and whatever `checkHostKey` or `nextStep` answered.
   */
  connect(request: ConnectRequest): Promise<Result<SshConnection>>;
}

export interface ConnectRequest {
  address: string;
  port: number;
  user: string;
  /** The way there, when it leads through another machine; else a TCP connection is made. */
  transport: Duplex | null;
  /** The key that is known, so that the server is asked for that kind first. */
  pinned: HostKey | null;
  /** Asked once for each key exchange, answered at once; an error ends the connection. */
  checkHostKey(offered: HostKey): AppError | null;
  /** Asked after every answer of the server; may take as long as a user does. */
  nextStep(reply: AuthReply): Promise<AuthStep>;
  timeouts: ConnectTimeouts;
  signal: AbortSignal;
}

export interface ConnectTimeouts {
  tcpMs: number;
  handshakeMs: number;
  /** For each answer of the server while logging in; users take the time they need. */
  authMs: number;
  /** For opening one channel. */
  channelMs: number;
}

export interface AuthReply {
  /** What the server would still accept, e.g. publickey, password; null: not known yet. */
  allowed: readonly string[] | null;
  /** The last step was right, and the server wants another one as well. */
  partial: boolean;
}

interface AuthField {
  label: string;
  echo: boolean;
}

export interface AuthDialog {
  title: string;
  instructions: string;
  fields: readonly AuthField[];
}

export type AuthStep =
  /** Asks what is allowed. */
  | { kind: 'none' }
  /** `key.sign` is called only when the server would accept the key; it may ask the user. */
  | { kind: 'key'; key: ForwardableKey }
  | { kind: 'password'; password: string }
  /** `answer` is called for each round; an error ends the login. */
  | {
      kind: 'dialog';
      answer(dialog: AuthDialog, signal: AbortSignal): Promise<Result<string[]>>;
    }
  | { kind: 'give-up'; error: AppError };

export interface SshConnection {
  readonly hostKey: HostKey;
  /** Milliseconds since the epoch when something last came from the server. */
  lastHeard(): number;
  /**
   * Starts a command. Errors: `ssh-channel-refused` (retryable when the server has no room for
   * another session now: the command has not begun), `ssh-timeout`, `ssh-closed`.
   */
  exec(line: CommandLine, forward: ForwardedKeys | null): Promise<Result<SshChannel>>;
  /** A byte stream to another machine through this one. Errors as above, and `ssh-unreachable`. */
  tunnel(address: string, port: number): Promise<Result<Duplex>>;
  /** Settles once, with why; null after `close()`. */
  readonly closed: Promise<AppError | null>;
  close(): void;
}

export interface Exit {
  code: number | null;
  signal: string | null;
}

export interface SshChannel {
  readonly stdin: Writable;
  /** Paused until read: what is not read holds the other side back. */
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** The exit status has come, although output may still be on its way or unread. */
  readonly exited: Promise<Exit>;
  /** All output was read and the channel is over, or the connection is lost. */
  readonly ended: Promise<Result<Exit>>;
  /** The server has let go of the channel too: its place is free. */
  readonly gone: Promise<void>;
  /** Asks the server to end the command, and closes the channel. */
  kill(): void;
}
