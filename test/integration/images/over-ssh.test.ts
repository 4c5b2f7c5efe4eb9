import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { parseTree } from '../../../src/main/core/images/parse/parse-tree.ts';
import { commit } from '../../../src/main/core/images/server/commit.ts';
import { readServer } from '../../../src/main/core/images/server/read-server.ts';
import { runFix } from '../../../src/main/core/images/server/run-fix.ts';
import { setUpCommands } from '../../../src/shared/images/advise-server.ts';
import { createCleanups } from '../../support/cleanups.ts';
import { sampleClient } from '../../support/sample-images.ts';
import { makeKey } from '../../support/ssh-keys.ts';
import { createSshSite, linkIn } from '../../support/ssh-site.ts';
import { canHaveAccounts, ensureSshd, startSshd, withAccounts } from '../../support/sshd.ts';

const cleanups = createCleanups();
afterEach(cleanups.run);
beforeAll(ensureSshd);

it.skipIf(!canHaveAccounts)(
  withAccounts('an image server behind a real sshd is set up, changed and read through sudo'),
  async () => {
    const root = mkdtempSync(join(tmpdir(), 'stateroom-served-'));
    // Root's alone: whoever logs in needs sudo for it.
    chmodSync(root, 0o700);
    cleanups.add({ stop: () => rmSync(root, { recursive: true, force: true }) });
    const site = cleanups.add(createSshSite());
    const key = makeKey(site.folder, 'key');
    const account = { name: 'ada', sudo: 'ALL=(ALL) NOPASSWD: ALL' };
    const sshd = cleanups.add(await startSshd({ authorized: [key], accounts: [account] }));
    const link = site.link({ port: sshd.port, user: 'ada', identityFiles: [key.path] });
    link.connect();
    await linkIn(link, 'online');
    const place = { runner: link, label: 'images', root: join(root, 'it is "here"') };

    expect(await readServer(place)).toMatchObject({ error: { code: 'layout-unsupported' } });
    expect((await runFix(place, setUpCommands(place.root))).ok).toBe(true);
    const client = sampleClient('web1', { hostname: 'web1.example.org' });
    const made = await commit(place, [
      { do: 'expect', path: 'clients/web1.json', sum: null },
      { do: 'write', path: 'clients/web1.json', value: client },
      { do: 'audit', by: 'ada', what: 'create', about: { client: 'web1' } },
    ]);
    expect(made.ok).toBe(true);
    const read = await readServer(place);
    const state = read.ok ? parseTree(read.value.clock, read.value.files) : null;
    expect(state?.clients.get('web1')?.value).toEqual(client);
    const again = await commit(place, [{ do: 'expect', path: 'clients/web1.json', sum: null }]);
    expect(again).toMatchObject({ error: { code: 'conflict' } });
  },
);
