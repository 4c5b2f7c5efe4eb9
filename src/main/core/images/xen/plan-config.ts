import { appError } from '../../../../shared/app-error.ts';
import { err, ok, type Result } from '../../../../shared/result.ts';
import { type CfgChanges, editXlCfg } from '../../xen/xl/edit-xl-cfg.ts';
import { parseXlCfg } from '../../xen/xl/parse-xl-cfg.ts';

/**
 * The configuration of a client as it shall be; the same text where it is so already. One that
 * names no UUID gets the client's: else xl would make up another at each start, and nobody would
 * find the client again. Pure; `source` and the answer are bytes as latin1.
 * Errors: `parse-failed`, `not-possible-now` where the file is another VM's.
 */
export function planConfig(
  source: string,
  vm: { name: string; uuid: string; path: string },
  settings: CfgChanges,
): Result<string> {
  const read = parseXlCfg(source);
  if (!read.ok) return read;
  const uuid = read.value.get('uuid');
  const name = read.value.get('name');
  const named = typeof name === 'string' ? Buffer.from(name, 'latin1').toString('utf8') : '';
  const isOurs = typeof uuid === 'string' ? uuid.toLowerCase() === vm.uuid : named === vm.name;
  if (!isOurs) {
    return err(
      appError('not-possible-now', `${vm.path} no longer describes “${vm.name}”.`, {
        hint: 'Another VM’s configuration lies there now. Correct the file, or the client’s UUID.',
      }),
    );
  }
  return editXlCfg(source, uuid === undefined ? { ...settings, uuid: vm.uuid } : settings);
}

/** Settings that do not say what they should, as somebody edited them by hand; none: all do. Pure. */
export function strayedSettings(source: string, settings: CfgChanges): Result<string[]> {
  const read = parseXlCfg(source);
  if (!read.ok) return read;
  return ok(
    Object.entries(settings)
      .filter(([name, value]) => (read.value.get(name) ?? null) !== value)
      .map(([name]) => name),
  );
}
