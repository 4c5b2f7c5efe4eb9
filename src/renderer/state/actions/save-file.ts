import { formatBytes } from '../../ui/format/memory.ts';
import type { AppServices } from '../app-context.ts';
import { notify } from './notify.ts';

/** Has the window save a file that the core made: the shells serve it for that alone. */
export function saveFile(
  services: AppServices,
  made: { reportId: string; fileName: string; bytes: number },
): void {
  const link = document.createElement('a');
  link.href = `reports/${made.reportId}`;
  link.download = made.fileName;
  link.click();
  notify(services.store, {
    tone: 'success',
    title: `${made.fileName} was made`,
    text: `${formatBytes(made.bytes)}, saved where downloads go, or where you say.`,
    staysMs: 8000,
  });
}
