import { describe, expect, it } from 'vitest';
import { vmSampleKey } from '../../../src/main/core/samples/sample-keys.ts';
import { parseTraffic } from '../../../src/main/core/xen/xl/parse-traffic.ts';
import { demoPast } from '../../../src/main/demo/host/demo-past.ts';
import { createDemoWorld } from '../../../src/main/demo/host/demo-world.ts';
import { trafficText } from '../../../src/main/demo/scripts/traffic-text.ts';

const hostKey = { type: 'ssh-ed25519', fingerprint: 'SHA256:x', blob: 'AAAA' };

function world() {
  return createDemoWorld({
    hosts: 6,
    vms: 40,
    seed: 7,
    speed: 1,
    hostKeyOf: () => hostKey,
    userKeyBlob: 'AAAA',
  });
}
type Sim = ReturnType<typeof world>['hosts'][number]['sim'];

/** Bytes by device, as the console reads them. */
function counters(sim: Sim, now: number): Map<string, { in: number; out: number } | null> {
  const table = parseTraffic(trafficText(sim, now));
  if (!table.ok) throw new Error(table.error.message);
  expect(table.value.odd).toEqual([]);
  return new Map(
    table.value.devices.map(({ domid, kind, name, bytes }) => [`${domid} ${kind} ${name}`, bytes]),
  );
}

describe('what the demo’s guests carry', () => {
  it('is counted up, whatever happens to them, and stands still while one is paused', () => {
    const { hosts, clock } = world();
    const sim = hosts[0]?.sim;
    const guest = sim?.byName('web-01');
    if (!sim || !guest) throw new Error('no web-01');
    const net = `${guest.domid} net 0`;
    const now = clock.now();
    const looks = [counters(sim, now), counters(sim, now + 60)];
    sim.burn(guest, 1);
    looks.push(counters(sim, now + 120));
    sim.setState(guest, 'paused');
    looks.push(counters(sim, now + 180), counters(sim, now + 9999));
    expect(looks[4]?.get(net)).toEqual(looks[3]?.get(net));
    sim.setState(guest, 'running');
    looks.push(counters(sim, clock.now() + 10_000), counters(sim, clock.now() + 10_060));
    // The world's own clock has hardly gone on: only looks of one clock can be compared.
    for (const pair of [looks.slice(0, 2), looks.slice(5)]) {
      const [before, after] = pair;
      for (const [device, bytes] of after ?? []) {
        const then = before?.get(device);
        if (bytes === null || !then) continue;
        expect(bytes.in).toBeGreaterThanOrEqual(then.in);
        expect(bytes.out).toBeGreaterThanOrEqual(then.out);
      }
      expect(after?.get(net)?.out).toBeGreaterThan(before?.get(net)?.out ?? Number.NaN);
      expect(after?.get('null net eth0')?.in).toBeGreaterThan(
        before?.get('null net eth0')?.in ?? Number.NaN,
      );
    }
  });

  it('is not counted of a disk in qcow2, which qemu would serve', () => {
    const { hosts, clock } = world();
    const found = hosts.flatMap(({ sim }) => {
      const guest = sim.byName('ntp-01');
      return guest ? [counters(sim, clock.now()).get(`${guest.domid} disk 51712`)] : [];
    });
    expect(found).toEqual([null]);
  });

  it('goes on from the past that is made up for it', () => {
    const made = world();
    const past = demoPast(made, (label) => label);
    const now = past.until / 1000;
    for (const { sim } of made.hosts) {
      for (const guest of sim.domains()) {
        if (guest.state !== 'running') continue;
        const key = vmSampleKey({ uuid: guest.uuid, hostId: '', name: guest.name });
        const rate = past.sampleAt(key, past.until)?.netOut ?? Number.NaN;
        const device = `${guest.domid} net 0`;
        const [a, b] = [counters(sim, now), counters(sim, now + 4)].map(
          (look) => look.get(device)?.out ?? Number.NaN,
        );
        const counted = ((b ?? Number.NaN) - (a ?? Number.NaN)) / 4;
        expect(Math.abs(counted - rate)).toBeLessThan(rate * 0.25 + 10);
      }
    }
  });
});
