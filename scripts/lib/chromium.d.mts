/** The Chromium to test in: STATEROOM_CHROMIUM, Playwright's own download, or the system's. */
export function findChromium(): string | undefined;
/** Finds Chromium or installs it; ends the process with the command to run by hand when it cannot. */
export function ensureChromium(): string;
