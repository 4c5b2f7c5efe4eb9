import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import type { Lab } from './lab-api.ts';
import { bootOther, hasEnded } from './lab-control.ts';
import { lanMac, machineNamed } from './machines.ts';
import { silent } from './progress.ts';
import { imageServer, must, root } from './stateless-site.ts';

/** What a boot file of a Xen host names: paths below the server's root, and the words for dom0's kernel. */
export interface NamedBoot {
  readonly kernel: string;
  readonly initrd: string;
  readonly words: readonly string[];
}

/** Reads `boot/<mac>.ipxe` of a Xen host as iPXE would; throws on one that boots something else. */
export function parseXenBoot(text: string): NamedBoot {
  const modules = [
    ...text.matchAll(/^module http:\/\/[^/]+(\/images\/\S+)(.*?) \|\| goto failed$/gm),
  ];
  const [kernel, initrd] = modules;
  if (!/^kernel http:\/\/\S+\/xen\.gz /m.test(text) || !kernel?.[1] || !initrd?.[1]) {
    throw new Error(`no boot file of a Xen host:\n${text}`);
  }
  const words = (kernel[2] ?? '').split(' ').filter((word) => word !== '');
  return { kernel: kernel[1], initrd: initrd[1], words };
}

/**
 * Stands in for the firmware and iPXE of a Xen host, which QEMU's multiboot loader has no room for: once its machine has ended by a
 * reboot, it is started with the kernel and the initrd that its boot file on the server names at that moment. `files`: local copies of
 * what may be named, taken only where they are the server's bytes.
 */
export async function bootByServer(
  lab: Lab,
  host: string,
  files: readonly string[],
): Promise<NamedBoot> {
  if (!hasEnded(host)) throw new Error(`${host} still runs`);
  const mac = lanMac(machineNamed(host)).replaceAll(':', '-');
  const named = parseXenBoot(await must(lab, imageServer, `cat ${root}/boot/${mac}.ipxe`));
  const copyOf = async (path: string): Promise<string> => {
    const said = await must(lab, imageServer, `sha256sum ${root}${path}`);
    const wanted = said.split(' ')[0];
    const found = files.find(
      (file) =>
        existsSync(file) &&
        createHash('sha256').update(readFileSync(file)).digest('hex') === wanted,
    );
    if (found === undefined) throw new Error(`${path} is none of ${files.join(', ')}`);
    return found;
  };
  const [kernel, initrd] = [await copyOf(named.kernel), await copyOf(named.initrd)];
  await bootOther(host, { kernel, initrd, words: named.words }, silent);
  return named;
}
