import { reportSchema } from '../../../../shared/images/client.ts';
import { parseJsonFile } from '../parse/parse-json-file.ts';
import type { Look } from '../rollout/rollout-input.ts';
import type { ServerReading } from '../server/unpack-files.ts';

/** A client reports twice a minute; who has not for this long is not there. */
const freshSeconds = 100;

export function reportPath(client: string): string {
  return `reports/${client}.json`;
}

/**
 * What clients say of themselves by the reports they leave on the image server. How old one is
 * tells the server, by when the file was written: a client's own clock may be hours off.
 */
export function looksOf(
  clients: readonly string[],
  reading: ServerReading,
  off: ReadonlyMap<string, string>,
): Map<string, Look> {
  const files = new Map(reading.files.map((file) => [file.path, file]));
  return new Map(
    clients.map((client): [string, Look] => {
      const away = off.get(client);
      if (away !== undefined) return [client, { kind: 'absent', why: away }];
      const file = files.get(reportPath(client));
      if (!file) return [client, { kind: 'absent', why: 'It has never reported.' }];
      const report = parseJsonFile(file, reportSchema);
      if (!report.ok) return [client, { kind: 'absent', why: report.error.message }];
      const age = reading.ages.get(file.path) ?? 0;
      if (age > freshSeconds) {
        return [client, { kind: 'absent', why: `Its last report is ${age} s old.` }];
      }
      return [client, { kind: 'present', ...report.value }];
    }),
  );
}
