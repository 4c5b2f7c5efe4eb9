import type { ReportFormat, ReportQuestion } from '../../../shared/reports/report-question.ts';
import { call } from '../../state/actions/call.ts';
import { saveFile } from '../../state/actions/save-file.ts';
import type { AppServices } from '../../state/app-context.ts';

/** Has the core make the file, and the window save it. */
export async function saveReport(
  services: AppServices,
  question: ReportQuestion,
  format: ReportFormat,
): Promise<void> {
  const input = { question, format };
  const made = await call(services, 'The report could not be made', 'reports.make', input);
  if (!made) return;
  saveFile(services, made);
}
