import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDomainList } from '../../../src/main/core/xen/xl/parse-domain-list.ts';
import { anyOutput } from '../../support/any-output.ts';
import { hostWithGuest, transcriptOf } from '../../support/transcripts.ts';

const real = transcriptOf(hostWithGuest, 'xl list -l');

function domainsOf(text: string) {
  const parsed = parseDomainList(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value.domains;
}

describe('`xl list -l`', () => {
  it('is read as a real host printed it', () => {
    const [dom0, guest] = domainsOf(real);
    expect(dom0).toMatchObject({ domid: 0, name: 'Domain-0', uuid: null, type: 'pv', weight: 256 });
    expect(guest).toEqual({
      domid: 1,
      name: 'hvm1',
      uuid: 'ccd5929a-1cff-474c-93fa-ef9068940683',
      type: 'pvh',
      maxVcpus: 1,
      maxMemoryMiB: 128,
      weight: 256,
      cap: 0,
      disks: [],
      nics: [],
      pciDevices: [],
      bootFiles: ['/root/vmlinuz', '/root/guest-initrd.gz'],
      vnuma: false,
      nestedHvm: false,
      noMigrate: false,
    });
  });

  it('may be one bare domain, as some versions print it', () => {
    const bare = JSON.stringify(JSON.parse(real)[1]);
    expect(domainsOf(bare).map(({ name }) => name)).toEqual(['hvm1']);
  });

  it('gives default values to what xl leaves out', () => {
    const text = JSON.stringify([
      {
        domid: 4,
        config: {
          c_info: { name: 'x' },
          disks: [{ vdev: 'xvda' }, { pdev_path: '/dev/vg/x', vdev: 'xvdb', readwrite: 1 }],
          nics: [{}],
          pcidevs: [{ bus: 3, func: 1 }, { bdf: { domain: 1, bus: 255, dev: 31, func: 7 } }],
        },
      },
    ]);
    expect(domainsOf(text)[0]).toMatchObject({
      type: 'unknown',
      maxVcpus: 0,
      weight: null,
      cap: null,
      disks: [
        { vdev: 'xvda', path: null, format: 'unknown', backend: 'unknown', readonly: true },
        { vdev: 'xvdb', path: '/dev/vg/x', readonly: false },
      ],
      nics: [{ mac: '', bridge: '', model: '' }],
      pciDevices: ['0000:03:00.1', '0001:ff:1f.7'],
    });
  });

  it('tells what keeps a guest from moving', () => {
    const text = JSON.stringify({
      domid: 5,
      config: {
        c_info: { type: 'hvm', name: 'x' },
        b_info: {
          disable_migrate: 'True',
          vnuma_nodes: [{}],
          'type.hvm': { nested_hvm: 'True', system_firmware: '/usr/lib/xen/ovmf.bin' },
        },
      },
    });
    expect(domainsOf(text)[0]).toMatchObject({
      noMigrate: true,
      vnuma: true,
      nestedHvm: true,
      bootFiles: ['/usr/lib/xen/ovmf.bin'],
    });
  });

  it('counts the entries that are no domains, and reads the others', () => {
    const parsed = parseDomainList(
      `[1, null, {"domid":null}, ${JSON.stringify(JSON.parse(real)[1])}]`,
    );
    expect(parsed).toMatchObject({ ok: true, value: { odd: 3, domains: [{ name: 'hvm1' }] } });
  });

  it('says what to do about a host that prints sxp', () => {
    const parsed = parseDomainList('(domain\n    (domid 1)\n)');
    expect(parsed).toMatchObject({ ok: false, error: { code: 'parse-failed' } });
    expect(!parsed.ok && parsed.error.hint).toContain('output_format');
  });

  it('refuses a torn answer rather than show half a host', () => {
    expect(parseDomainList(real.slice(0, -20))).toMatchObject({ ok: false });
    expect(parseDomainList('')).toMatchObject({ ok: false });
    expect(parseDomainList('7')).toMatchObject({ ok: false });
  });

  it('never throws, whatever comes', () => {
    fc.assert(fc.property(anyOutput([real]), (text) => void parseDomainList(text)));
    fc.assert(fc.property(fc.json(), (text) => void parseDomainList(text)));
  });
});
