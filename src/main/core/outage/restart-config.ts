import { blocks } from '../../../shared/migration/blocks.ts';
import type { MoveReason } from '../../../shared/migration/verdict.ts';
import type { Vm } from '../../../shared/model/vm.ts';
import { err, type Result } from '../../../shared/result.ts';
import { editXlCfg } from '../xen/xl/edit-xl-cfg.ts';
import { readVmConfig } from '../xen/xl/vm-config.ts';

/** So much of a file is read, in bytes; one as long may have been cut off. */
const mostBytes = 65_536;

/**
 * What a VM's last seen configuration has to say to start it on another host: the same, and its
 * uuid, which xl would else make up, so that nobody could tell the two apart. Pure.
 * @param text As it was kept, without passwords; null: none was.
 */
export function restartConfig(
  text: string | null,
  vm: Pick<Vm, 'name' | 'uuid' | 'configPath'>,
): Result<string, MoveReason> {
  const refuse = (message: string, remedy: string) => err(blocks('no-config', message, remedy));
  const path = vm.configPath ?? 'its configuration';
  if (text === null) {
    return refuse(`What is in ${path} was never seen.`, 'Write it anew on the other host.');
  }
  if (text.includes('(withheld)')) {
    return refuse(
      `${path} holds a password, which the console does not keep.`,
      'Put the file on the other host yourself, and start it from there.',
    );
  }
  if (text.includes('\u{fffd}') || Buffer.byteLength(text) >= mostBytes) {
    return refuse(
      `${path} could not be kept as it was.`,
      'Put the file on the other host yourself, and start it from there.',
    );
  }
  const read = readVmConfig(text, '');
  if (!read.ok) return refuse(`${path} cannot be read: ${read.error.message}`, 'Correct it.');
  const { name, uuid } = read.value;
  if (name !== vm.name || (uuid !== null && uuid !== vm.uuid)) {
    return refuse(
      `${path} describes another VM than the one that ran.`,
      'It was changed since that was started: look at both, and start it by hand.',
    );
  }
  const edited = editXlCfg(text, uuid === null && vm.uuid !== null ? { uuid: vm.uuid } : {});
  return edited.ok ? edited : refuse(edited.error.message, 'Start it by hand.');
}
