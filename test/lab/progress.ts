/** Told what is being done. The command line prints it; a test may pass `silent`. */
export type Progress = (line: string) => void;

export const silent: Progress = () => {};

/** Prints each line with the seconds since the start. */
export function consoleProgress(): Progress {
  const start = Date.now();
  return (line) => {
    process.stderr.write(`[${((Date.now() - start) / 1000).toFixed(0).padStart(4)} s] ${line}\n`);
  };
}

/** Runs a step, and says how long it took. */
export async function step<T>(
  progress: Progress,
  name: string,
  work: () => Promise<T>,
): Promise<T> {
  const start = Date.now();
  progress(`${name} …`);
  const result = await work();
  progress(`${name}: done in ${((Date.now() - start) / 1000).toFixed(1)} s`);
  return result;
}
