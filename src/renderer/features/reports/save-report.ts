import type { ReportFormat, ReportQuestion } from '../../../shared/reports/report-question.ts';
import { call } from '../../state/actions/call.ts';
import { notify } from '../../state/actions/notify.ts';
import type { AppServices } from '../../state/app-context.ts';
import { formatBytes } from '../../ui/format/memory.ts';

/** Has the core make the file, and the window save it: the shells serve it for that alone. */
export async function saveReport(
  services: AppServices,
  question: ReportQuestion,
  format: ReportFormat,
): Promise<void> {
  const input = { question, format };
  const made = await call(services, 'The report could not be made', 'reports.make', input);
  if (!made) return;
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
