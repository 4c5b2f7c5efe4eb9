import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { expect, test } from 'playwright/test';

const dist = join(import.meta.dirname, '..', '..', 'dist');

/** The unpacked app's executable or bundle, where `npm run dist` has made one. */
function findPackagedApp(): string | undefined {
  const folders = existsSync(dist) ? readdirSync(dist) : [];
  return ['stateroom', 'Stateroom.exe', 'Stateroom.app']
    .flatMap((name) => folders.map((folder) => join(dist, folder, name)))
    .find((path) => existsSync(path));
}

const app = findPackagedApp();
const on = '1'.charCodeAt(0);
const off = '0'.charCodeAt(0);

test.describe('the packaged app', () => {
  test.skip(!app, 'No package was built here: npm run dist makes one where Electron can be had.');

  for (const [name, state] of [
    ['RunAsNode', off],
    ['EnableNodeOptionsEnvironmentVariable', off],
    ['EnableNodeCliInspectArguments', off],
    ['GrantFileProtocolExtraPrivileges', off],
    ['OnlyLoadAppFromAsar', on],
    ['EnableEmbeddedAsarIntegrityValidation', on],
    ['EnableCookieEncryption', on],
  ] as const) {
    test(`has the fuse ${name} ${state === on ? 'on' : 'off'}`, async () => {
      const wire = await getCurrentFuseWire(app ?? '');
      expect(wire[FuseV1Options[name]]).toBe(state);
    });
  }
});
