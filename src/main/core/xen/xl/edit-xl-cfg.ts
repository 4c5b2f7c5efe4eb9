import { appError } from '../../../../shared/app-error.ts';
import { err, ok, type Result } from '../../../../shared/result.ts';
import { assignmentsOf, type CfgAssignment } from './parse-xl-cfg.ts';

/** What a setting shall say; null: it shall not be there. */
export type CfgChanges = Readonly<Record<string, string | null>>;

/** Needs no escapes, which not every version of xl reads alike. */
const plain = /^[ !#-[\]-~]*$/;

/**
 * Sets settings of a configuration to strings, and takes others out; every other byte stays as it
 * is, comments too. A setting that is there is changed where it last stands, a new one comes last.
 * Pure. `source`: any bytes as latin1. Errors: `parse-failed` for what xl would refuse,
 * `invalid-input` for a value that cannot be written without escapes.
 */
export function editXlCfg(source: string, changes: CfgChanges): Result<string> {
  const odd = Object.entries(changes).find(([, value]) => value !== null && !plain.test(value));
  if (odd) {
    return err(
      appError('invalid-input', `“${odd[0]}” cannot be set to that in a configuration.`, {
        details: odd[1] ?? '',
      }),
    );
  }
  const read = assignmentsOf(source);
  if (!read.ok) return read;
  const last = new Map<string, CfgAssignment>();
  for (const one of read.value) last.set(one.name, one);
  let text = '';
  let from = 0;
  for (const one of read.value) {
    if (!Object.hasOwn(changes, one.name)) continue;
    const value = changes[one.name] ?? null;
    if (value !== null && last.get(one.name) === one) {
      text += `${source.slice(from, one.at)}${setting(one.name, value)}`;
      from = one.end;
    } else {
      const gap = gapOf(source, one);
      text += source.slice(from, Math.max(from, gap.at));
      from = gap.end;
    }
  }
  text += source.slice(from);
  const added = Object.entries(changes).flatMap(([name, value]) =>
    value === null || last.has(name) ? [] : [`${setting(name, value)}\n`],
  );
  if (added.length === 0) return ok(text);
  return ok(`${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${added.join('')}`);
}

function setting(name: string, value: string): string {
  return `${name} = "${value}"`;
}

/** What goes with a setting: its line too, where nothing else stands on it. */
function gapOf(source: string, { at, end }: CfgAssignment): { at: number; end: number } {
  const begin = source.lastIndexOf('\n', at - 1) + 1;
  const newline = source.indexOf('\n', end);
  const until = newline < 0 ? source.length : newline + 1;
  const alone = source.slice(begin, at).trim() === '' && source.slice(end, until).trim() === '';
  return alone ? { at: begin, end: until } : { at, end };
}
