import { err, ok, type Result } from '../../../../shared/result.ts';
import { parseFailed } from './parse-failed.ts';
import { wordsFromRight } from './words-from-right.ts';

/** A row of `xl list -v`. */
export interface DomainRow {
  /** As printed: spaces at its end are lost; `(null)` while xenstore knows no name. */
  name: string;
  domid: number;
  memoryMiB: number;
  /** vCPUs online. */
  vcpus: number;
  /** Six letters: running, blocked, paused, shut down, why it was shut down (`rscwS`), dying. */
  state: string;
  cpuSeconds: number;
  uuid: string;
}

export interface DomainTable {
  rows: DomainRow[];
  /** Lines that are no rows. */
  odd: string[];
}

const integer = /^\d{1,15}$/;
const seconds = /^\d{1,15}\.\d$/;
const stateLetters = /^[-r][-b][-p][-s][-a-zA-Z?][-d]$/;
const uuidForm = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function parseRow(line: string): DomainRow | null {
  const row = wordsFromRight(line, 8);
  if (!row) return null;
  const [domid = '', memory = '', vcpus = '', state = '', time = '', uuid = ''] = row.words;
  if (!integer.test(domid) || !integer.test(memory) || !integer.test(vcpus)) return null;
  if (!stateLetters.test(state) || !seconds.test(time) || !uuidForm.test(uuid)) return null;
  return {
    name: row.before,
    domid: Number(domid),
    memoryMiB: Number(memory),
    vcpus: Number(vcpus),
    state,
    cpuSeconds: Number(time),
    uuid,
  };
}

/** `xl list -v`: name, id, MiB, vCPUs, state, seconds, UUID, reason code, security label. */
export function parseDomainTable(text: string): Result<DomainTable> {
  const lines = text.split('\n');
  const header = lines.findIndex((line) => /^Name\s+ID\s+Mem\s+VCPUs\s.*\sUUID\s/.test(line));
  if (header < 0) {
    return err(parseFailed('`xl list -v` did not answer with its table of domains.', text));
  }
  const rows: DomainRow[] = [];
  const odd = lines.slice(0, header).filter((line) => line.trim() !== '');
  for (const line of lines.slice(header + 1)) {
    const row = parseRow(line);
    if (row) rows.push(row);
    else if (line.trim() !== '') odd.push(line);
  }
  return ok({ rows, odd });
}
