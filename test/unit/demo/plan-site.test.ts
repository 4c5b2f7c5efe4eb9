import { describe, expect, it } from 'vitest';
import { overheadMiB } from '../../../src/main/demo/model/guest-config.ts';
import { pcpusOf, virtCapsOf } from '../../../src/main/demo/model/host-kinds.ts';
import { loadAt, peakOverMean } from '../../../src/main/demo/model/load-curve.ts';
import { planSite } from '../../../src/main/demo/model/plan-site.ts';

const sizes = [
  { hosts: 1, vms: 0, seed: 1 },
  { hosts: 1, vms: 100, seed: 2 },
  { hosts: 6, vms: 40, seed: 7 },
  { hosts: 10, vms: 64, seed: 7 },
  { hosts: 50, vms: 900, seed: 3 },
];

describe('a planned demo site', () => {
  it('is the same for the same seed, and another one for another', () => {
    const size = { hosts: 6, vms: 40, seed: 7 };
    expect(planSite(size)).toEqual(planSite(size));
    expect(planSite({ ...size, seed: 8 })).not.toEqual(planSite(size));
  });

  it.each(sizes)('has the size that was asked for: %o', (size) => {
    const plan = planSite(size);
    expect(plan.hosts).toHaveLength(size.hosts);
    expect(plan.guests).toHaveLength(size.vms);
    expect(new Set(plan.hosts.map((host) => host.name)).size).toBe(size.hosts);
    expect(new Set(plan.hosts.map((host) => host.address)).size).toBe(size.hosts);
    expect(new Set(plan.guests.map((guest) => guest.config.name)).size).toBe(size.vms);
    expect(new Set(plan.guests.map((guest) => guest.config.uuid)).size).toBe(size.vms);
  });

  it.each(sizes)('runs only what its hosts can run: %o', (size) => {
    const plan = planSite(size);
    for (const host of plan.hosts) {
      const running = plan.guests.filter(
        (guest) => guest.host === host.index && guest.state !== 'halted',
      );
      const used = running.reduce(
        (sum, { config }) => sum + config.memoryMiB + overheadMiB(config),
        host.dom0.memoryMiB,
      );
      expect(used).toBeLessThan(host.kind.memoryMiB * 0.9);
      const types = new Set(running.map((guest) => guest.config.type));
      if (host.kind.assist === 'none') expect([...types]).not.toContain('hvm');
      if (host.kind.assist === 'none') expect([...types]).not.toContain('pvh');
    }
    for (const guest of plan.guests) {
      expect(guest.load.mean * peakOverMean).toBeLessThanOrEqual(guest.config.vcpus + 1e-9);
    }
  });

  it('keeps its first hosts as they are when hosts of one kind stand beside them', () => {
    const [small, larger] = [
      planSite({ hosts: 6, vms: 40, seed: 7 }),
      planSite({ hosts: 10, vms: 64, seed: 7 }),
    ];
    expect(larger.hosts.slice(0, 6)).toEqual(small.hosts);
    expect(larger.guests.slice(0, 40)).toEqual(small.guests);
    expect(new Set(larger.hosts.slice(6).map(({ kind }) => kind)).size).toBe(1);
    for (const { host, config } of larger.guests.slice(40)) {
      expect(host).toBeGreaterThanOrEqual(6);
      expect(config.type).not.toBe('pv');
    }
  });

  it.each([
    { hosts: 6, vms: 40, seed: 7 },
    { hosts: 10, vms: 64, seed: 7 },
    { hosts: 50, vms: 1000, seed: 3 },
  ])('uses about 15 %% of its CPU, as data centres do: %o', (size) => {
    const plan = planSite(size);
    const pcpus = plan.hosts.reduce((sum, host) => sum + pcpusOf(host.kind), 0);
    const running = plan.guests.filter((guest) => guest.state === 'running');
    const samples = Array.from({ length: 48 }, (_, half) => {
      const at = 1.8e9 + half * 1800;
      return running.reduce((sum, guest) => sum + loadAt(guest.load, at), 0) / pcpus;
    });
    const mean = samples.reduce((sum, use) => sum + use, 0) / samples.length;
    expect(mean).toBeGreaterThan(0.11);
    expect(mean).toBeLessThan(0.17);
    expect(Math.max(...samples) - Math.min(...samples)).toBeGreaterThan(0.01);
  });

  it('has hosts that differ in all that a move depends on', () => {
    const { hosts } = planSite({ hosts: 6, vms: 40, seed: 7 });
    const kinds = hosts.map((host) => host.kind);
    expect(new Set(kinds.map((kind) => kind.assist))).toEqual(new Set(['vt', 'svm', 'none']));
    expect(kinds.map((kind) => kind.build.minor)).toEqual(expect.arrayContaining([14, 17, 18]));
    const shadow = kinds.map((kind) => virtCapsOf(kind).includes('shadow'));
    expect(shadow).toContain(true);
    expect(shadow).toContain(false);
    expect(hosts.some((host) => !host.bridges.includes('xenbr20'))).toBe(true);
  });

  it('has the guests that no move is simple for', () => {
    const { guests } = planSite({ hosts: 6, vms: 40, seed: 7 });
    const configs = guests.map((guest) => guest.config);
    expect(configs.map((config) => config.name)).toContain('web "1" $(reboot) ü');
    expect(configs.some((config) => config.pci.length > 0)).toBe(true);
    expect(configs.some((config) => config.noMigrate)).toBe(true);
    expect(
      configs.some(({ disks }) => disks.some((disk) => disk.target?.includes('vg_local'))),
    ).toBe(true);
    expect(new Set(configs.map((config) => config.type))).toEqual(new Set(['pv', 'pvh', 'hvm']));
    expect(new Set(guests.map((guest) => guest.state))).toEqual(
      new Set(['running', 'paused', 'halted']),
    );
    expect(new Set(guests.map((guest) => guest.quirk))).toEqual(
      new Set([null, 'hung', 'fails-at-target', 'handshake-lost']),
    );
    expect(new Set(guests.map((guest) => guest.os))).toEqual(
      new Set(['linux', 'windows', 'solaris']),
    );
  });
});
