import type { DemoWorld, WorldHost } from '../host/demo-world.ts';
import type { AgentClient } from '../ssh/agent-client.ts';

/** What a running command is given. */
export interface Call {
  readonly world: DemoWorld;
  readonly host: WorldHost;
  /** The words behind the command's name. */
  readonly args: readonly string[];
  readonly input: CommandInput;
  out(text: string): void;
  err(text: string): void;
  /** Aborted when the channel or the connection is closed, or the host loses power. */
  readonly signal: AbortSignal;
  /** Opens the agent that the client forwards; null when it forwards none. */
  readonly openAgent: (() => Promise<AgentClient>) | null;
  /** Runs a script that is known by its text, or says that it is not. */
  runScript(call: Call, script: { name: string; text: string }): number | Promise<number>;
  /** Runs a command line in the place of this command. */
  runLine(call: Omit<Call, 'args'>, line: string): Promise<number>;
}

/** A command's standard input. */
export interface CommandInput {
  /** Everything up to its end, as UTF-8. */
  all(): Promise<string>;
  /** Resolves at its end. */
  readonly ended: Promise<void>;
}

/** A program of a demo host; its answer is the exit status. */
export type Program = (call: Call) => number | Promise<number>;
