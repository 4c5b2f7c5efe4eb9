/** Electron's executable, if its binary has been fetched. */
export function findElectron(): string | undefined;
/** Finds Electron or fetches its binary; `problem`: one line, why there is none. */
export function ensureElectron():
  | { binary: string; problem?: never }
  | { binary?: never; problem: string };
/** Why a window cannot be opened here, or undefined when it can. */
export function displayProblem(): string | undefined;
