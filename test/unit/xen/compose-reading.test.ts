import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { composeReading } from '../../../src/main/core/xen/xl/compose-reading.ts';
import type { Frame } from '../../../src/main/core/xen/xl/frames.ts';
import { hostFactsSchema } from '../../../src/shared/model/host.ts';
import { vmSchema } from '../../../src/shared/model/vm.ts';
import { hostWithGuest, transcriptOf } from '../../support/transcripts.ts';

const exchange = { sentAt: 1_000_000, receivedAt: 1_000_400 };

function frame(kind: string, text: string, status: number | null = 0, stderr = ''): Frame {
  return { kind, args: [], text, status, stderr };
}

const whole: Frame[] = [
  frame('clock', '1005.100000000\n'),
  frame('info', transcriptOf(hostWithGuest, 'xl info -n')),
  frame('domains', transcriptOf(hostWithGuest, 'xl list -v')),
  frame('configs', transcriptOf(hostWithGuest, 'xl list -l')),
  frame('vcpus', transcriptOf(hostWithGuest, 'xl vcpu-list')),
  frame('sched', transcriptOf(hostWithGuest, 'xl sched-credit2')),
  frame('pools', transcriptOf(hostWithGuest, 'xl cpupool-list')),
  frame('ttys', ' 1=/dev/pts/0'),
  frame('files', ''),
  frame('xl-conf', 'autoballoon="off"\n'),
  frame('file-path', '/etc/xen/hvm1.cfg'),
  frame('file-text', 'name = "hvm1"\n'),
  frame('auto', '/etc/xen/hvm1.cfg'),
  frame('files-end', ''),
  frame('addresses', '2: eth0    inet 10.0.2.15/24 scope global eth0\\ x\n'),
  frame('bridges', 'xenbr0\nxenbr0\novs0\n'),
  frame('mounts', '/dev/vda1 / ext4 rw 0 0\n10.77.0.9:/srv /srv nfs4 rw 0 0\n'),
  frame('space', '/dev/vda1 2048 1024 1024 50% /\n10.77.0.9:/srv 4096 1024 3072 25% /srv\n'),
  frame('vgs', '  vg0/uuid-1/53687091200/10737418240\n'),
  frame('disk-sizes', 'sda 4194304\n'),
  frame('cpu', 'vendor_id\t: AuthenticAMD\ncpu family\t: 15\nmodel\t: 107\nmodel name\t: QEMU\n'),
  frame('clock', '1005.300000000\n'),
];

function without(...kinds: string[]): Frame[] {
  return whole.filter(({ kind }) => !kinds.includes(kind));
}

function replaced(kind: string, next: Frame): Frame[] {
  return whole.map((one) => (one.kind === kind ? next : one));
}

describe('one look at a host', () => {
  it('is put together from what a real host printed, in the model’s own form', () => {
    const reading = composeReading('h1', whole, exchange);
    if (!reading.ok) throw new Error(reading.error.message);
    const { facts, vms, problems, freeMemoryMiB } = reading.value;
    expect(problems).toEqual([]);
    expect(freeMemoryMiB).toBe(1884);
    expect(hostFactsSchema.parse(facts)).toMatchObject({
      hostname: 'xen-a',
      assist: 'svm',
      cpu: { vendor: 'amd', family: 15, model: 107, name: 'QEMU' },
      cpupools: [{ name: 'Pool-0', cpus: 2, scheduler: 'credit2', domains: 2 }],
      bridges: ['xenbr0', 'ovs0'],
      addresses: ['10.0.2.15'],
      dom0: { vcpus: 1, memoryMiB: 1024, weight: 256 },
      autoballoon: 'off',
      clockSkewMs: 5000,
      storage: [
        { kind: 'filesystem', name: '/', source: 'xen-a:/dev/vda1', type: 'ext4', shared: false },
        { kind: 'filesystem', name: '/srv', source: '10.77.0.9:/srv', shared: true, freeMiB: 3 },
        { kind: 'volume-group', name: 'vg0', source: 'uuid-1', sizeMiB: 51200, freeMiB: 10240 },
      ],
    });
    expect(vms.map((vm) => vmSchema.parse(vm))).toMatchObject([
      { name: 'hvm1', type: 'pvh', configPath: '/etc/xen/hvm1.cfg', autostart: true },
    ]);
  });

  it('without VT or SVM says so', () => {
    const info = transcriptOf(hostWithGuest, 'xl info -n').replaceAll(/ hvm-3.0-\S+/g, '');
    const reading = composeReading('h1', replaced('info', frame('info', info)), exchange);
    expect(reading.ok && reading.value.facts.assist).toBe('none');
  });

  it.each(['configs', 'vcpus', 'sched', 'pools', 'addresses', 'mounts', 'space', 'vgs'])(
    'goes on without %s, and says with the tool’s own words what is missing',
    (kind) => {
      const failed = frame(kind, '', 1, 'libxl: error: no such thing');
      const reading = composeReading('h1', replaced(kind, failed), exchange);
      if (!reading.ok) throw new Error(reading.error.message);
      expect(reading.value.problems).toContainEqual(
        expect.objectContaining({ code: 'command-failed', details: 'libxl: error: no such thing' }),
      );
      expect(reading.value.vms.map(({ name }) => name)).toEqual(['hvm1']);
    },
  );

  it('fails when xl itself cannot answer, with xl’s own words', () => {
    const failed = frame('info', '', 1, 'xc: error: Could not obtain handle');
    expect(composeReading('h1', replaced('info', failed), exchange)).toMatchObject({
      ok: false,
      error: { code: 'command-failed', details: 'xc: error: Could not obtain handle' },
    });
  });

  it('says when xl did not answer in time', () => {
    const reading = composeReading('h1', replaced('info', frame('info', '', 137)), exchange);
    expect(!reading.ok && reading.error.message).toContain('did not answer in time');
  });

  it('tells of a storage whose server is gone', () => {
    const space = frame('space', '/dev/vda1 2048 1024 1024 50% /\n');
    const reading = composeReading('h1', replaced('space', space), exchange);
    expect(reading.ok && reading.value.problems.map(({ message }) => message)).toEqual([
      'The storage at /srv does not answer.',
    ]);
  });

  it('tells of files that name one VM twice, of those that make no sense, and of too many', () => {
    const more = [
      frame('file-path', '/etc/xen/copy.cfg'),
      frame('file-text', 'name = "hvm1"\n'),
      frame('file-path', '/etc/xen/odd.cfg'),
      frame('file-text', 'import os\n'),
    ];
    const at = whole.findIndex(({ kind }) => kind === 'auto');
    const reading = composeReading('h1', whole.toSpliced(at, 0, ...more), exchange);
    const told = reading.ok ? reading.value.problems.map(({ message }) => message) : [];
    expect(told).toHaveLength(2);
    expect(told[0]).toContain('/etc/xen/odd.cfg');
    expect(told[1]).toContain('2 configuration files name the VM “hvm1”');
    const cut = composeReading('h1', without('files-end'), exchange);
    expect(cut.ok && cut.value.problems).toMatchObject([{ code: 'output-too-large' }]);
    expect(cut.ok && cut.value.vms[0]?.configPath).toBe('/etc/xen/hvm1.cfg');
  });

  it('never throws, whatever frames come in whatever order', () => {
    const kinds = [...new Set(whole.map(({ kind }) => kind))];
    const anyFrame = fc.oneof(
      fc.constantFrom(...whole),
      fc.record({
        kind: fc.constantFrom(...kinds),
        args: fc.array(fc.string()),
        text: fc.string(),
        status: fc.constantFrom(0, 1, 124, 127, null),
        stderr: fc.string(),
      }),
    );
    fc.assert(
      fc.property(fc.array(anyFrame, { maxLength: 40 }), (frames) => {
        composeReading('h1', frames, exchange);
      }),
    );
  });
});
