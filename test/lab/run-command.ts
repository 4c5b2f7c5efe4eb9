import { spawn } from 'node:child_process';

export interface CommandResult {
  readonly stdout: string;
  readonly stderr: string;
  /** Exit status; 128 + signal number is not reported by Node, so a killed process has -1. */
  readonly code: number;
}

export interface CommandOptions {
  readonly input?: string | Buffer;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** Runs a program without a shell and collects what it prints, as UTF-8. Rejects only when it can't be started or is timed out. */
export function runCommand(
  program: string,
  argumentsList: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, argumentsList, {
      stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      env: { ...process.env, ...options.env },
      cwd: options.cwd,
      signal: options.signal,
    });
    const output = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
    child.stdout?.on('data', (chunk: Buffer) => output.stdout.push(chunk));
    child.stderr?.on('data', (chunk: Buffer) => output.stderr.push(chunk));
    const text = (chunks: Buffer[]): string => Buffer.concat(chunks).toString('utf8');
    let timedOut = false;
    const timer =
      options.timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true;
            child.kill('SIGKILL');
          }, options.timeoutMs);
    child.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      if (timedOut)
        reject(
          new Error(
            `${program} did not end within ${options.timeoutMs} ms; so far: ${text(output.stderr)}`,
          ),
        );
      else resolve({ stdout: text(output.stdout), stderr: text(output.stderr), code: code ?? -1 });
    });
    child.stdin?.on('error', () => {}); // the program may end before it has read everything
    child.stdin?.end(options.input);
  });
}

/** As `runCommand`, but a failure throws with the program's own words. */
export async function mustRun(
  program: string,
  argumentsList: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  const result = await runCommand(program, argumentsList, options);
  if (result.code !== 0) {
    const words = `${result.stderr}${result.stdout}`.trim().slice(-4000);
    throw new Error(`${program} ended with status ${result.code}:\n${words}`);
  }
  return result.stdout;
}
