import { isAppUrl } from './origins.ts';

/** The parts of an IPC event that say who sent it. */
export interface Sender {
  webContentsId: number;
  /** Null when the frame is already gone. */
  frameUrl: string | null;
  isMainFrame: boolean;
}

/** Only the main frame of a window we opened, showing our own page, may call the core. */
export function isTrustedSender(sender: Sender, knownWebContents: ReadonlySet<number>): boolean {
  return (
    knownWebContents.has(sender.webContentsId) &&
    sender.isMainFrame &&
    sender.frameUrl !== null &&
    isAppUrl(sender.frameUrl)
  );
}
