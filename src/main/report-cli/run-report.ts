import type { AppError } from '../../shared/app-error.ts';
import { bytesText } from '../../shared/reports/cell-text.ts';
import type { Log } from '../core/log.ts';
import type { PrintPdf } from '../core/reports/write-report.ts';
import { demoReport } from './demo-report.ts';
import { readRequest } from './report-request.ts';
import { storedReport } from './stored-report.ts';

/**
 * The report that a command line asks for, as both shells carry it.
 * @param usualData Where the shell keeps the console's data.
 * @returns the exit status: 0 when the file is there, 1 when it could not be made, 2 when the
 * command line is not understood.
 */
export async function runReport(
  argv: readonly string[],
  options: { usualData: string; print: PrintPdf; log: Log; signal: AbortSignal },
): Promise<number> {
  const { print, log, signal } = options;
  const now = Date.now();
  const request = readRequest(argv, now);
  if (!request.ok) {
    console.error(words(request.error));
    return 2;
  }
  if ('help' in request.value) {
    console.log(request.value.help);
    return 0;
  }
  const { demo, data, out } = request.value;
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  const written = demo
    ? await demoReport({ ...request.value, demo }, { print, log })
    : await storedReport(request.value, {
        data: data ?? options.usualData,
        print,
        log,
        now,
        timeZone,
        signal,
      });
  if (!written.ok) {
    console.error(words(written.error));
    return 1;
  }
  console.log(`${out}: ${bytesText(written.value.bytes)}`);
  return 0;
}

function words({ message, details, hint }: AppError): string {
  return [message, details, hint].filter(Boolean).join('\n');
}
