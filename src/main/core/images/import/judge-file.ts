import type { LookedAt } from '../../../../shared/images/import.ts';

/** So much of a file tells what it is: up to the mark of a kernel. */
export const headBytes = 520;

const packed = [
  '1f8b',
  'fd377a58',
  '28b52ffd',
  '02214c18',
  '04224d18',
  '425a68',
  '5d0000',
  '894c5a',
];

/** What a file of an image is, by its size and its first bytes; null: it cannot be read. Pure. */
export function judgeFile(
  name: LookedAt['name'],
  file: { bytes: number; head: Uint8Array } | null,
): Pick<LookedAt, 'verdict' | 'text'> {
  if (!file) return unusable('It is not there, or cannot be read.');
  if (file.bytes === 0) return unusable('It is empty.');
  const head = Buffer.from(file.head);
  if (name === 'rootfs.squashfs') {
    return head.toString('latin1', 0, 4) === 'hsqs'
      ? good('A squashfs.')
      : unusable('It is no squashfs: no client could mount it.');
  }
  if (name === 'vmlinuz') {
    return head.toString('latin1', 514, 518) === 'HdrS'
      ? good('A Linux kernel.')
      : odd('It does not look like a Linux kernel for PCs.');
  }
  const isPacked = packed.some((magic) => head.toString('hex').startsWith(magic));
  const isCpio = /^07070[127]/.test(head.toString('latin1', 0, 6));
  return isPacked || isCpio ? good('An initramfs.') : odd('It does not look like an initramfs.');
}

const good = (text: string) => ({ verdict: 'good' as const, text });
const odd = (text: string) => ({ verdict: 'odd' as const, text });
const unusable = (text: string) => ({ verdict: 'unusable' as const, text });
