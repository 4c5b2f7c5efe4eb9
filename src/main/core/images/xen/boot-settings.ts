import { ok, type Result } from '../../../../shared/result.ts';
import type { CfgChanges } from '../../xen/xl/edit-xl-cfg.ts';
import { type BootOf, kernelArguments } from '../boot/kernel-arguments.ts';

/** Where dom0 keeps what is needed to boot images, one folder for each by its digest. */
export function bootFilesOf(folder: string, digest: string): { kernel: string; ramdisk: string } {
  const at = `${folder}/boot/${digest}`;
  return { kernel: `${at}/vmlinuz`, ramdisk: `${at}/initrd.img` };
}

/**
 * What the configuration of a client says of how it boots. A boot loader would be asked before the
 * kernel, and `cmdline` before `extra`; `root` would be added to it (man xl.cfg).
 */
export function bootSettings(folder: string, of: BootOf): Result<CfgChanges> {
  const words = kernelArguments(of);
  if (!words.ok) return words;
  return ok({
    ...bootFilesOf(folder, of.digest),
    extra: words.value.join(' '),
    ...{ bootloader: null, bootloader_args: null, cmdline: null, root: null },
  });
}
