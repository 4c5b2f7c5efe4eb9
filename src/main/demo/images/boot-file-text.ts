/** Real ones are larger; these are of another content for each image all the same. */
const bytesOf = { vmlinuz: 48 * 1024, 'initrd.img': 160 * 1024 } as const;

/** A kernel or an initrd of the demo: plain text, so that it can be summed up and carried. Pure. */
export function bootFileText(image: string, name: keyof typeof bytesOf): string {
  return Buffer.alloc(bytesOf[name], `${name} of ${image}\n`).toString('latin1');
}
