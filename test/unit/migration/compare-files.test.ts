import { describe, expect, it } from 'vitest';
import { compareFiles, filesOf } from '../../../src/main/core/migration/compare-files.ts';
import { type FileSight, parseFileSights } from '../../../src/main/core/migration/look-at-files.ts';
import { readHost, sampleStorage } from '../../support/sample-move.ts';
import { sampleVm } from '../../support/sample-site.ts';

const disk = { vdev: 'xvda', path: '/srv/a.img', format: 'raw', backend: 'phy', readonly: false };
const file: FileSight = { kind: 'file', bytes: 100, deviceId: null, sha256: null };
const block: FileSight = { kind: 'block', bytes: 100, deviceId: 'LVM-1', sha256: null };
const missing: FileSight = { kind: 'missing', bytes: null, deviceId: null, sha256: null };
const nfs = sampleStorage({ name: '/srv', source: 'nas:/xen', shared: true });
const nowhere = { source: readHost('xen-a'), target: readHost('xen-b') };
const shared = {
  source: readHost('xen-a', { storage: [nfs] }),
  target: readHost('xen-b', { storage: [nfs] }),
};
const elsewhere = {
  ...shared,
  target: readHost('xen-b', { storage: [{ ...nfs, name: '/srv/b' }, sampleStorage()] }),
};

describe('the files of a VM on both hosts', () => {
  it('are its disks in dom0 and what its next start needs', () => {
    const vm = sampleVm({
      disks: [
        disk,
        { ...disk, path: null },
        { ...disk, path: 'rbd:a' },
        { ...disk, path: '/cd', readonly: true },
      ],
      bootFiles: ['/boot/vmlinuz'],
    });
    expect(filesOf(vm)).toEqual([
      { path: '/srv/a.img', compare: false },
      { path: '/cd', compare: true },
      { path: '/boot/vmlinuz', compare: true },
    ]);
  });

  const hash = (digit: string): FileSight => ({ ...file, sha256: digit.repeat(64) });
  it.each<[string, boolean, typeof nowhere, FileSight, FileSight, string | null]>([
    ['not there at the target', false, shared, file, missing, 'blocks disk-missing'],
    [
      'a folder at the target',
      false,
      shared,
      file,
      { ...missing, kind: 'other' },
      'blocks disk-missing',
    ],
    ['of another size', false, shared, file, { ...file, bytes: 99 }, 'blocks disk-not-shared'],
    ['a file here and a device there', false, shared, file, block, 'blocks disk-not-shared'],
    ['the same device', false, nowhere, block, block, null],
    [
      'another device',
      false,
      nowhere,
      block,
      { ...block, deviceId: 'LVM-2' },
      'blocks disk-not-shared',
    ],
    ['on one export', false, shared, file, file, null],
    ['on one export, mounted elsewhere', false, elsewhere, file, file, 'warns disk-not-shared'],
    ['alike, and not known to be shared', false, nowhere, file, file, 'warns disk-not-shared'],
    ['read-only with one content', true, nowhere, hash('a'), hash('a'), null],
    ['read-only with two contents', true, shared, hash('a'), hash('b'), 'blocks disk-not-shared'],
  ])('a disk that is %s', (_what, readonly, hosts, here, there, expected) => {
    const vm = sampleVm({ disks: [{ ...disk, readonly }] });
    const reasons = compareFiles(vm, hosts, [here], [there]);
    expect(reasons.map(({ severity, code }) => `${severity} ${code}`)).toEqual(
      expected ? [expected] : [],
    );
  });

  it.each<[string, FileSight, FileSight, boolean]>([
    ['not there at the target', hash('a'), missing, true],
    ['another one at the target', hash('a'), hash('b'), true],
    ['of another size, too large to compare', file, { ...file, bytes: 99 }, true],
    ['the same', hash('a'), hash('a'), false],
    ['not there at the source either', missing, missing, false],
  ])('a kernel that is %s', (_what, here, there, warned) => {
    const vm = sampleVm({ bootFiles: ['/boot/vmlinuz'] });
    const reasons = compareFiles(vm, nowhere, [here], [there]);
    expect(reasons.map(({ severity, code }) => `${severity} ${code}`)).toEqual(
      warned ? ['warns boot-file-missing'] : [],
    );
  });

  it('are read from lines of one form only', () => {
    const sum = 'f'.repeat(64);
    const lines = `file 7 - ${sum}\nnoise\nblock - wwn-1 -\nmissing - - -\nfile -1 - -\n`;
    expect(parseFileSights(lines)).toEqual([
      { kind: 'file', bytes: 7, deviceId: null, sha256: sum },
      { kind: 'block', bytes: null, deviceId: 'wwn-1', sha256: null },
      { kind: 'missing', bytes: null, deviceId: null, sha256: null },
    ]);
  });
});
