import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSampleStore } from '../../../src/main/core/samples/sample-store.ts';
import { withFigures } from '../../../src/main/core/site-file/figures.ts';
import { createSiteFiles } from '../../../src/main/core/site-file/site-files.ts';
import { openStore } from '../../../src/main/core/store/open-store.ts';
import { emptySite } from '../../../src/shared/model/apply-event.ts';
import type { SiteState } from '../../../src/shared/model/site.ts';
import { recordingLog } from '../../support/quiet-log.ts';
import { sampleHost, sampleVm } from '../../support/sample-site.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'site-figures-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('a site file carries the load as it was last seen, whatever guests are called', async () => {
  const store = openStore(join(folder, 'site.sqlite'), { log: recordingLog() });
  const samples = openSampleStore(':memory:', Date.now);
  if (!store.ok || !samples.ok) throw new Error('the files cannot be made');
  const usage = { at: 1000, cpu: 0.25, dom0Cpu: 0.05, freeMemoryMiB: 512 };
  const names = ['web', '__proto__', 'constructor', 'never-seen'];
  const state: SiteState = {
    ...emptySite,
    hosts: { h1: sampleHost({ usage }), h2: sampleHost({ id: 'h2' }) },
    vms: {
      h1: Object.fromEntries(
        names.map((name, n) => [
          name,
          sampleVm({ name, cpu: name === 'never-seen' ? null : n + 0.5 }),
        ]),
      ),
    },
  };
  store.value.history.appendEvents(1000, [
    ...Object.values(state.hosts).map((host) => ({ type: 'host-put' as const, host })),
    { type: 'vms-replaced', hostId: 'h1', vms: Object.values(state.vms.h1 ?? {}) },
  ]);
  const files = createSiteFiles({
    folder: join(folder, 'unpacked'),
    home: folder,
    tell: () => undefined,
    now: () => 2000,
  });
  const to = { path: join(folder, 'site.age'), passphrase: 'Zebra-quarz-vault-eleven' };
  const site = { kind: 'own' as const, store: store.value, samples: samples.value, state };
  const saved = await files.save(site, { ...to, replace: false });
  expect(saved).toMatchObject({ ok: true });
  const unpacked = await files.unpack(to);
  if (!unpacked.ok) throw new Error(unpacked.error.message);

  const kept = openStore(unpacked.value.storePath, { log: recordingLog() });
  if (!kept.ok) throw new Error(kept.error.message);
  const past = kept.value.history.stateAt(2000);
  if (!past.ok || !unpacked.value.figures) throw new Error('there is nothing in it');
  expect(past.value.hosts.h1?.usage).toBeNull();
  const shown = withFigures(past.value, unpacked.value.figures);
  expect(shown.hosts.h1?.usage).toEqual(usage);
  expect(shown.hosts.h2?.usage).toBeNull();
  const cpus = Object.fromEntries(
    Object.entries(shown.vms.h1 ?? {}).map(([name, { cpu }]) => [name, cpu]),
  );
  expect(cpus).toEqual(
    Object.fromEntries([
      ['web', 0.5],
      ['__proto__', 1.5],
      ['constructor', 2.5],
      ['never-seen', null],
    ]),
  );
  for (const one of [kept.value, store.value, samples.value]) one.close();
  unpacked.value.remove();
});
