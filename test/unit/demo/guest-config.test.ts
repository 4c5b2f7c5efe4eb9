import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GuestConfig } from '../../../src/main/demo/model/guest-config.ts';
import { parseGuestConfig } from '../../../src/main/demo/model/parse-guest-config.ts';
import { renderGuestConfig } from '../../../src/main/demo/model/render-guest-config.ts';

/** xl.cfg has no escapes: no text can hold both quotes or a line break. */
const text = fc
  .string({ unit: 'grapheme', minLength: 1 })
  .filter((value) => !/[\r\n]/.test(value) && !(value.includes('"') && value.includes("'")));
const path = fc.stringMatching(/^\/[a-z0-9/_.-]{1,30}$/);
const size = fc.integer({ min: 1, max: 1 << 20 });

const config: fc.Arbitrary<GuestConfig> = fc.record({
  name: text,
  uuid: fc.option(fc.uuid()),
  type: fc.constantFrom('pv', 'pvh', 'hvm'),
  memoryMiB: size,
  maxMemoryMiB: size,
  vcpus: size,
  maxVcpus: size,
  weight: size,
  cap: size,
  pool: fc.option(text),
  kernel: fc.option(path),
  ramdisk: fc.option(path),
  cmdline: fc.option(text),
  bootloader: fc.option(path),
  disks: fc.array(
    fc.record({
      target: fc.option(path),
      format: fc.constantFrom('raw', 'qcow2'),
      vdev: fc.constantFrom('xvda', 'hda', 'xvdb'),
      readonly: fc.boolean(),
      cdrom: fc.constant(false),
    }),
  ),
  nics: fc.array(
    fc.record({
      mac: fc.stringMatching(/^00:16:3e(:[0-9a-f]{2}){3}$/),
      bridge: fc.stringMatching(/^[a-z0-9]{1,15}$/),
      model: fc.option(fc.constantFrom('e1000', 'rtl8139')),
    }),
  ),
  pci: fc.array(fc.stringMatching(/^0000:[0-9a-f]{2}:[01][0-9a-f]\.[0-7]$/)),
  noMigrate: fc.boolean(),
  nestedHvm: fc.boolean(),
  viridian: fc.boolean(),
});

describe('a demo guest’s xl.cfg', () => {
  it('says what the guest is, whatever its names hold', () => {
    fc.assert(
      fc.property(config, (guest) => {
        expect(parseGuestConfig(renderGuestConfig(guest, ['a note = not a key']))).toEqual({
          ok: true,
          config: guest,
        });
      }),
    );
  });

  it('is read in the forms that admins write', () => {
    const parsed = parseGuestConfig(
      [
        '# comment',
        "builder='hvm'",
        'name = "files-01" # behind',
        'memory=2048; vcpus=2',
        "disk = [ 'phy:/dev/vg0/files,hda,w',",
        "         'file:/iso/x.iso,raw,hdc,r,cdrom', ]",
        "vif = ['bridge=xenbr10, mac=00:16:3e:00:00:01']",
      ].join('\n'),
    );
    expect(parsed).toMatchObject({
      ok: true,
      config: { name: 'files-01', type: 'hvm', memoryMiB: 2048, vcpus: 2, maxVcpus: 2 },
    });
  });

  it.each([
    ['', 0],
    ['memory = 12', 0],
    ['name = "x"\nmemory 12', 2],
    ['name = "x', 1],
    ['name = [ "x"', 1],
  ])('is refused with the line when it is broken: %j', (broken, line) => {
    expect(parseGuestConfig(broken)).toMatchObject({ ok: false, line });
  });

  it('never throws and never hangs', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (any) => void parseGuestConfig(any)));
  });
});
