import { stat } from 'node:fs/promises';
import { bytesText, timeText } from '../../../shared/reports/cell-text.ts';
import type { ReportHead } from '../../../shared/reports/report.ts';
import type { ReportFormat } from '../../../shared/reports/report-question.ts';
import { mediaTypes } from './media-types.ts';
import type { MailMessage } from './send-mail.ts';

/** The message that a report is sent with. */
export async function mailOfReport(
  head: ReportHead,
  file: { path: string; name: string; format: ReportFormat },
): Promise<MailMessage> {
  const { title, site, period, timeZone } = head;
  const { size } = await stat(file.path);
  const moment = (at: number) => timeText(at, timeZone).slice(0, -3);
  const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim();
  return {
    subject: oneLine(`${title}: ${site}, ${moment(period.to).slice(0, 10)}`).slice(0, 200),
    text: [
      `${oneLine(title)} of ${oneLine(site)}`,
      `From ${moment(period.from)} to ${moment(period.to)} (${timeZone})`,
      `${file.name}, ${bytesText(size)}`,
      '',
      'Sent by Stateroom on its schedule. It is switched off under Reports, Schedule.',
    ].join('\n'),
    file: { path: file.path, name: file.name, type: mediaTypes[file.format] },
  };
}
