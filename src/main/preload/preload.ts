import { contextBridge, ipcRenderer } from 'electron';
import { deltaChannel, invokeChannel } from '../electron/channels.ts';

/** All that the page gets from Electron: one call in, one stream out, and nothing to name a channel with. */
contextBridge.exposeInMainWorld('stateroom', {
  invoke: (method: string, input: unknown): Promise<unknown> =>
    ipcRenderer.invoke(invokeChannel, method, input),
  subscribe(listener: (delta: unknown) => void): () => void {
    const pass = (_event: unknown, delta: unknown) => listener(delta);
    ipcRenderer.on(deltaChannel, pass);
    return () => ipcRenderer.off(deltaChannel, pass);
  },
});
