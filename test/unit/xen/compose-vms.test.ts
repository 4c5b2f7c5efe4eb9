import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConfigFile } from '../../../src/main/core/xen/xl/collect-files.ts';
import { noFiles } from '../../../src/main/core/xen/xl/collect-files.ts';
import { composeVms } from '../../../src/main/core/xen/xl/compose-vms.ts';
import type { DomainConfig } from '../../../src/main/core/xen/xl/parse-domain-list.ts';
import type { DomainRow } from '../../../src/main/core/xen/xl/parse-domain-table.ts';
import { readVmConfig } from '../../../src/main/core/xen/xl/vm-config.ts';
import { hostileName } from '../../support/any-output.ts';

const uuid = (digit: string) => digit.repeat(8).concat('-0000-4000-8000-000000000000');

function row(more: Partial<DomainRow> = {}): DomainRow {
  return {
    name: 'web',
    domid: 1,
    memoryMiB: 128,
    vcpus: 1,
    state: '-b----',
    cpuSeconds: 3.5,
    uuid: uuid('1'),
    ...more,
  };
}

function libxl(more: Partial<DomainConfig> = {}): DomainConfig {
  return {
    domid: 1,
    name: 'web',
    uuid: uuid('1'),
    type: 'pvh',
    maxVcpus: 4,
    maxMemoryMiB: 256,
    weight: 256,
    cap: 0,
    disks: [],
    nics: [],
    pciDevices: [],
    bootFiles: [],
    vnuma: false,
    nestedHvm: false,
    noMigrate: false,
    ...more,
  };
}

function file(path: string, text: string): ConfigFile {
  const config = readVmConfig(text, 'xenbr0');
  if (!config.ok) throw new Error(config.error.message);
  return { path, target: null, config: config.value };
}

function compose(parts: {
  rows?: DomainRow[];
  configs?: DomainConfig[];
  files?: ConfigFile[];
  autostart?: string[];
}) {
  return composeVms('h1', {
    rows: [row({ name: 'Domain-0', domid: 0 }), ...(parts.rows ?? [])],
    configs: parts.configs ?? [],
    files: { ...noFiles, configs: parts.files ?? [], autostart: new Set(parts.autostart) },
    ttys: new Map([[1, '/dev/pts/3']]),
  });
}

describe('the VMs of a host', () => {
  it('are its domains but dom0, with all that is known of each', () => {
    const vms = compose({
      rows: [row()],
      configs: [libxl()],
      files: [file('/etc/xen/web.cfg', 'name = "web"\nnomigrate = 1')],
      autostart: ['/etc/xen/web.cfg'],
    });
    expect(vms).toHaveLength(1);
    expect(vms[0]).toMatchObject({
      hostId: 'h1',
      name: 'web',
      domid: 1,
      type: 'pvh',
      state: 'running',
      vcpus: 1,
      maxVcpus: 4,
      memoryMiB: 128,
      maxMemoryMiB: 256,
      noMigrate: true,
      consoleTty: '/dev/pts/3',
      configPath: '/etc/xen/web.cfg',
      autostart: true,
      cpu: null,
      cpuSeconds: 3.5,
    });
  });

  it('and those of which only a file is there, halted', () => {
    const vms = compose({
      rows: [row()],
      files: [file('/etc/xen/db.cfg', 'name = "db"\nmemory = 512\nvcpus = 2')],
    });
    expect(vms.map(({ name, state, domid }) => [name, state, domid])).toEqual([
      ['web', 'running', 1],
      ['db', 'halted', null],
    ]);
    expect(vms[1]).toMatchObject({ memoryMiB: 512, vcpus: 2, uuid: null, cpuSeconds: null });
  });

  it.each([
    ['r-----', 'running'],
    ['------', 'running'],
    ['--p---', 'paused'],
    ['---s--', 'shutting-down'],
    ['---sr-', 'shutting-down'],
    ['---sc-', 'crashed'],
    ['---sw-', 'crashed'],
    ['---ss-', 'transit'],
    ['--p--d', 'dying'],
    ['---s-d', 'dying'],
  ])('with the letters %s are %s', (state, told) => {
    expect(compose({ rows: [row({ state })] })[0]?.state).toBe(told);
  });

  it.each(['web--incoming', 'web--migratedaway'])(
    'called %s are halves of a migration, and no second VM is made of their file',
    (name) => {
      const vms = compose({
        rows: [row({ name, state: '--p---' })],
        files: [file('/etc/xen/web.cfg', 'name = "web"')],
      });
      expect(vms.map((vm) => [vm.name, vm.state, vm.configPath])).toEqual([
        [name, 'transit', '/etc/xen/web.cfg'],
      ]);
    },
  );

  it('keep their file after a rename, by UUID', () => {
    const vms = compose({
      rows: [row({ name: 'new-name' })],
      files: [file('/etc/xen/web.cfg', `name = "web"\nuuid = "${uuid('1')}"`)],
    });
    expect(vms.map((vm) => [vm.name, vm.configPath])).toEqual([['new-name', '/etc/xen/web.cfg']]);
  });

  it('find their file by name first, where two files were given one UUID by copying', () => {
    const vms = compose({
      rows: [row({ name: 'b' })],
      files: ['a', 'b'].map((name) =>
        file(`/etc/xen/${name}.cfg`, `name = "${name}"\nuuid = "${uuid('1')}"`),
      ),
    });
    expect(vms.map((vm) => [vm.name, vm.state, vm.configPath])).toEqual([
      ['b', 'running', '/etc/xen/b.cfg'],
      ['a', 'halted', '/etc/xen/a.cfg'],
    ]);
  });

  it('autostart by a link to their file, or to what their file is a link to', () => {
    const linked = { ...file('/etc/xen/web.cfg', 'name = "web"'), target: '/srv/web.cfg' };
    expect(compose({ files: [linked], autostart: ['/srv/web.cfg'] })[0]?.autostart).toBe(true);
    expect(compose({ files: [linked], autostart: ['/srv/db.cfg'] })[0]?.autostart).toBe(false);
  });

  it('do not get the configuration of a domain that had their domid before', () => {
    const vms = compose({ rows: [row()], configs: [libxl({ uuid: uuid('2'), name: 'old' })] });
    expect(vms[0]).toMatchObject({ name: 'web', type: 'unknown' });
  });

  it('get back the spaces at the end of their name, which the table cannot show', () => {
    expect(compose({ rows: [row()], configs: [libxl({ name: 'web  ' })] })[0]?.name).toBe('web  ');
  });

  it('leave out a domain that is being made, and show ghosts that do not die', () => {
    const rows = [row({ name: '(null)' }), row({ name: '(null)', domid: 7, state: '-----d' })];
    expect(compose({ rows }).map(({ name, state }) => [name, state])).toEqual([
      ['(null) 7', 'dying'],
    ]);
  });

  it('are told once each, whatever they are called', () => {
    fc.assert(
      fc.property(fc.array(hostileName), (names) => {
        const rows = names.map((name, index) => row({ name, domid: index + 1 }));
        const told = compose({ rows }).map(({ name }) => name);
        expect(new Set(told).size).toBe(told.length);
        expect(new Set(told)).toEqual(new Set(names.filter((name) => name !== '(null)')));
      }),
    );
  });
});
