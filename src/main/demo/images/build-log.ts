import { debianRecipe } from '../../../shared/images/recipe.ts';

/** What the demo's mirror has besides what is installed somewhere already. */
const alsoThere = [
  ...['apache2', 'chrony', 'curl', 'git', 'haproxy', 'htop', 'jq', 'mariadb-server', 'memcached'],
  ...['nginx', 'php-fpm', 'postgresql', 'prometheus-node-exporter', 'rsync', 'tmux', 'unbound'],
];

/** The first package of a recipe that the mirror does not have; null: it has them all. */
export function missingPackage(
  packages: readonly string[],
  installed: readonly string[],
): string | null {
  const there = new Set([...alsoThere, ...debianRecipe.packages, ...installed]);
  return packages.find((name) => !there.has(name.replace(/[:=/].*$/, ''))) ?? null;
}

interface LogLine {
  /** When it comes, as a part of the whole. */
  at: number;
  text: string;
}

/** What a build says, as the real tools do; it ends early where a package is missing. Pure. */
export function buildLog(
  packages: readonly string[],
  missing: string | null,
  squashfs: { inodes: number; mebibytes: number },
): LogLine[] {
  const begin: LogLine[] = [
    { at: 0, text: 'stateroom: packages' },
    { at: 0.01, text: "I: chroot architecture amd64 is equal to the host's architecture" },
    { at: 0.02, text: 'I: finding correct signed-by value...' },
    { at: 0.03, text: 'I: reading sources.list from standard input...' },
    { at: 0.05, text: 'I: running apt-get update...' },
    { at: 0.12, text: 'I: downloading packages with apt...' },
  ];
  if (missing !== null) {
    return [
      ...begin,
      { at: 0.2, text: `E: Unable to locate package ${missing}` },
      {
        at: 0.2,
        text: `E: apt download failed: E: apt-get --yes -oDpkg::Use-Pty=0 install ${missing} failed`,
      },
      { at: 0.21, text: 'I: main() received signal PIPE: waiting for setup...' },
      { at: 0.22, text: 'E: mmdebstrap failed to run' },
    ];
  }
  const unpacked = packages.map(
    (name, index): LogLine => ({
      at: 0.42 + (0.25 * index) / packages.length,
      text: `Setting up ${name} ...`,
    }),
  );
  return [
    ...begin,
    { at: 0.28, text: 'I: extracting archives...' },
    { at: 0.34, text: 'I: installing essential packages...' },
    { at: 0.4, text: 'I: installing remaining packages inside the chroot...' },
    ...unpacked,
    { at: 0.69, text: 'I: cleaning package lists and apt cache...' },
    { at: 0.71, text: 'stateroom: client kit' },
    { at: 0.73, text: 'stateroom: initrd' },
    { at: 0.77, text: 'stateroom: squashfs' },
    { at: 0.93, text: `Number of inodes ${squashfs.inodes}` },
    { at: 0.93, text: `Filesystem size ${squashfs.mebibytes.toFixed(2)} Mbytes` },
    { at: 0.95, text: 'stateroom: import' },
  ];
}
