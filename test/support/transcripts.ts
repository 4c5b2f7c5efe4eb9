import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../fixtures/transcripts/', import.meta.url));

/** What a real host printed, byte for byte. */
export function transcript(file: string): string {
  return readFileSync(`${folder}${file}`, 'utf8');
}

/** A recording of several commands, each after a line `## <command>`: the output of one. */
export function transcriptOf(file: string, command: string): string {
  const parts = transcript(file).split(/^## (.*)\n/m);
  const at = parts.indexOf(command);
  if (at < 0 || at % 2 === 0) throw new Error(`no "${command}" in ${file}`);
  return parts[at + 1] ?? '';
}

export const hostEmpty = 'xen-4.17-debian12-hvm-hap-host-empty.txt';
export const hostWithGuest = 'xen-4.17-debian12-hvm-hap-host-with-pvh-guest.txt';
export const infoPvOnly = 'xl-info-xen-4.17-debian12-pv-only.txt';
