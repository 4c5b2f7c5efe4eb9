import { describe, expect, it } from 'vitest';
import { bootFilePath, bootFiles } from '../../../src/main/core/images/boot/boot-files.ts';
import { kernelArguments } from '../../../src/main/core/images/boot/kernel-arguments.ts';
import { digest, sampleClient } from '../../support/sample-images.ts';

const settings = { generation: 1, address: '10.77.0.9', httpPort: 80 };
const root = '/srv/stateless';
const bare = sampleClient('kiosk1', {
  place: { kind: 'bare-metal' },
  macs: ['00:16:3e:aa:bb:01', '00:16:3e:aa:bb:02'],
});

describe('what a client is booted with', () => {
  it('names the image by its digest, the drive, and the client, in words of their own', () => {
    const words = kernelArguments({ client: bare, digest: digest('b'), settings, root });
    expect(words).toEqual({
      ok: true,
      value: [
        'stateless.server=10.77.0.9',
        'stateless.root=/srv/stateless',
        'stateless.role=web',
        `stateless.digest=${digest('b')}`,
        'stateless.client=kiosk1',
        'stateless.state=nfs:state/kiosk1',
        'systemd.machine_id=0123456789abcdef0123456789abcdef',
        'net.ifnames=0',
        'panic=30',
        'console=tty0',
        'console=ttyS0,115200',
      ],
    });
    const block = sampleClient('a', {
      stateDrive: { kind: 'block', device: 'LABEL=stateless-state' },
    });
    const vm = kernelArguments({ client: block, digest: digest('b'), settings, root });
    expect(vm.ok && vm.value).toContain('stateless.state=block:LABEL=stateless-state');
    expect(vm.ok && vm.value.at(-1)).toBe('console=hvc0');
  });

  it('is refused where a command line could not carry it', () => {
    const odd = [
      'state/a b',
      'state/../../etc',
      'state/a"b',
      "state/'",
      'state/a\nb',
      'state/$x',
      '',
    ];
    for (const folder of odd) {
      const client = sampleClient('a', { stateDrive: { kind: 'nfs', folder } });
      expect(kernelArguments({ client, digest: digest('b'), settings, root }).ok, folder).toBe(
        false,
      );
    }
    const client = sampleClient('a');
    const place = { client, digest: digest('b'), settings };
    expect(kernelArguments({ ...place, root: '/srv/my images' }).ok).toBe(false);
    expect(kernelArguments({ ...place, digest: 'current', root }).ok).toBe(false);
    const evil = sampleClient('a', { machineId: 'x init=/bin/sh' });
    expect(kernelArguments({ ...place, client: evil, root }).ok).toBe(false);
  });
});

describe('a boot file', () => {
  it('is there for each card of a machine, and for no VM', () => {
    const files = bootFiles(bare, settings, root);
    if (!files.ok) throw new Error(files.error.message);
    expect([...files.value.keys()]).toEqual([
      'boot/00-16-3e-aa-bb-01.ipxe',
      'boot/00-16-3e-aa-bb-02.ipxe',
    ]);
    const lines = files.value.get(bootFilePath('00:16:3e:aa:bb:01')) ?? [];
    expect(lines[0]).toBe('#!ipxe');
    expect(lines.join('\n')).toContain(`http://10.77.0.9:80/images/web/${digest('a')}/vmlinuz `);
    expect(lines.join('\n')).toContain(`stateless.digest=${digest('a')} `);
    expect(bootFiles(sampleClient('vm1'), settings, root)).toEqual({ ok: true, value: new Map() });
  });

  it('of a machine that shall run no image gives it back to its firmware', () => {
    const files = bootFiles({ ...bare, desired: null }, settings, root);
    expect(files.ok && [...files.value.values()][0]?.at(-1)).toBe('exit');
  });
});
