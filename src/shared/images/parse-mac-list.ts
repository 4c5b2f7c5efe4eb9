import { err, ok, type Result } from '../result.ts';

/** One machine of a list: its network cards, and its name where the list has one. */
export interface ListedMachine {
  /** From 1. */
  line: number;
  name: string | null;
  macs: string[];
}

const longest = 2_000;

/**
 * Machines as they are pasted: one a line, a MAC in any of its spellings (52:54:00:12:34:56,
 * 52-54-00-12-34-56, 5254.0012.3456, 525400123456), more of them or a name beside it, with commas,
 * semicolons, tabs or blanks between. A first line without any MAC is a heading, `#` begins a
 * comment. Pure. Error: every trouble as a sentence, lines and duplicates by their numbers.
 */
export function parseMacList(text: string): Result<ListedMachine[], string[]> {
  const troubles: string[] = [];
  const machines: ListedMachine[] = [];
  const seen = new Map<string, number>();
  const lines = text.split(/\r\n|\r|\n/);
  if (lines.length > longest) return err([`The list has more than ${longest} lines.`]);
  let isFirst = true;
  for (const [at, raw] of lines.entries()) {
    const line = at + 1;
    const words = (raw.split('#')[0] ?? '')
      .split(/[\s,;]+/)
      .map((word) => word.replace(/^["']|["']$/g, ''))
      .filter((word) => word !== '');
    if (words.length === 0) continue;
    const isHeading = isFirst && words.every((word) => /^[A-Za-z_]+$/.test(word));
    isFirst = false;
    if (isHeading && words.every((word) => normaliseMac(word) === null)) continue;
    const names = words.filter((word) => normaliseMac(word) === null);
    const macs = words.flatMap((word) => normaliseMac(word) ?? []);
    const [odd] = names;
    if (macs.length === 0 || names.length > 1) {
      const shown = `“${(names.at(-1) ?? raw).slice(0, 40)}”`;
      troubles.push(`Line ${line}: ${shown} is no MAC address.`);
      continue;
    }
    for (const mac of macs) {
      const why = whyNoCard(mac);
      if (why) troubles.push(`Line ${line}: ${mac} ${why}.`);
      const before = seen.get(mac);
      if (before === undefined) seen.set(mac, line);
      else troubles.push(`Line ${line}: ${mac} stands in line ${before} already.`);
    }
    machines.push({ line, name: odd ?? null, macs });
  }
  return troubles.length > 0 ? err(troubles) : ok(machines);
}

/** Lower case with colons; null: it is none. */
export function normaliseMac(word: string): string | null {
  const isOne =
    /^[0-9a-f]{2}(?:([:-])[0-9a-f]{2})(?:\1[0-9a-f]{2}){4}$/i.test(word) ||
    /^[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}$/i.test(word) ||
    /^[0-9a-f]{12}$/i.test(word);
  if (!isOne) return null;
  const digits = word.replace(/[:.-]/g, '').toLowerCase();
  return digits.match(/../g)?.join(':') ?? null;
}

function whyNoCard(mac: string): string | null {
  if (mac === '00:00:00:00:00:00') return 'is no card’s address';
  if (Number.parseInt(mac.slice(0, 2), 16) % 2 === 1) return 'is a group’s address, not a card’s';
  return null;
}
