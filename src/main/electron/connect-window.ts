import type { BrowserWindow, IpcMain, IpcMainInvokeEvent } from 'electron';
import { appError } from '../../shared/app-error.ts';
import { err } from '../../shared/result.ts';
import type { Core } from '../core/core.ts';
import type { Log } from '../core/log.ts';
import { deltaChannel, invokeChannel } from './channels.ts';
import { isTrustedSender, type Sender } from './trusted-sender.ts';

function senderOf(event: IpcMainInvokeEvent): Sender {
  const frame = event.senderFrame;
  return {
    webContentsId: event.sender.id,
    frameUrl: frame?.url ?? null,
    isMainFrame: frame !== null && frame.parent === null,
  };
}

/** Ties the core to IPC. Returns how to let a window in; it is let out when it closes. */
export function connectCore(options: { core: Core; ipcMain: IpcMain; log: Log }): {
  admit(window: BrowserWindow): void;
} {
  const { core, ipcMain, log } = options;
  const known = new Set<number>();

  ipcMain.handle(invokeChannel, (event, method: unknown, input: unknown) => {
    const sender = senderOf(event);
    if (!isTrustedSender(sender, known)) {
      log.warn({ sender }, 'a call from an unknown sender was refused');
      return err(appError('forbidden-sender', 'This page may not talk to the console.'));
    }
    return core.invoke(String(method), input);
  });

  return {
    admit(window) {
      const { id } = window.webContents;
      known.add(id);
      const unsubscribe = core.subscribe((delta) => window.webContents.send(deltaChannel, delta));
      window.on('closed', () => {
        known.delete(id);
        unsubscribe();
      });
    },
  };
}
