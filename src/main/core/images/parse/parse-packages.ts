import type { InstalledPackage } from '../../../../shared/images/image.ts';

/** `packages.tsv`: name and version in each line. Lines of another form are left out and counted. */
export function parsePackages(text: string): { packages: InstalledPackage[]; odd: number } {
  const packages: InstalledPackage[] = [];
  let odd = 0;
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const [name = '', version = '', ...more] = line.split('\t');
    if (name === '' || version === '' || more.length > 0) odd++;
    else packages.push({ name, version });
  }
  return { packages, odd };
}
