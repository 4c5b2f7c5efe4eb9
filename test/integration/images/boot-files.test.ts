import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { noHypervisor } from '../../../src/main/core/images/carry/no-hypervisor.ts';
import { switchClients } from '../../../src/main/core/images/carry/switch-clients.ts';
import { composeOverview } from '../../../src/main/core/images/compose-overview.ts';
import { parseTree } from '../../../src/main/core/images/parse/parse-tree.ts';
import { commit } from '../../../src/main/core/images/server/commit.ts';
import { readServer } from '../../../src/main/core/images/server/read-server.ts';
import {
  createImageServer,
  type LocalImageServer,
  serverShells,
} from '../../support/image-server.ts';
import { runs } from '../../support/properties.ts';
import { digest, sampleClient, samplePlan } from '../../support/sample-images.ts';

const servers: LocalImageServer[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.remove();
});
const json = (value: object) => `${JSON.stringify(value)}\n`;

describe.each(serverShells)('boot files (%s)', (shell) => {
  const plan = samplePlan([['kiosk1', 'vm1']]);
  const bootFile = 'boot/00-16-3e-00-00-01.ipxe';
  const settings = { generation: 1, address: '10.77.0.9', httpPort: 8080 };

  async function open() {
    const server = createImageServer(shell);
    servers.push(server);
    await server.setUp();
    server.put('server.json', json(settings));
    server.put('clients/vm1.json', json(sampleClient('vm1')));
    const place = { kind: 'bare-metal' } as const;
    server.put('clients/kiosk1.json', json(sampleClient('kiosk1', { place })));
    const leases = ['kiosk1', 'vm1'].map((id) => {
      const path = `leases/rest/${id}.json`;
      return { do: 'lease', path, holder: 'rollout.r1', seconds: 600 } as const;
    });
    expect((await commit(server, leases)).ok).toBe(true);
    return server;
  }
  const pointAt = (server: LocalImageServer, to: string | null, ids = ['kiosk1', 'vm1']) =>
    switchClients(
      server,
      plan,
      ids.map((client) => {
        const order = { kind: 'switch', key: 'k', bootId: null, previous: null, reject: null };
        return { ...order, kind: 'switch', client, to } as const;
      }),
      { ...noHypervisor, prepare: noHypervisor.switchBoot },
      new AbortController().signal,
    );
  const driftOf = async (server: LocalImageServer, id: string) => {
    const read = await readServer(server);
    if (!read.ok) throw new Error(JSON.stringify(read.error));
    const state = parseTree(read.value.clock, read.value.files);
    expect(state.problems).toEqual([]);
    return composeOverview(state, server.root).clients.find((one) => one.id === id)?.drifts;
  };

  it('are written with the client, and one edited by hand, or gone, is drift until the next switch', async () => {
    const server = await open();
    expect(await driftOf(server, 'kiosk1')).toContain('boot-file');
    const outcomes = await pointAt(server, digest('b'));
    expect([...outcomes.values()]).toEqual([
      { outcome: 'done', text: '' },
      { outcome: 'done', text: '' },
    ]);
    const text = server.text(bootFile);
    expect(text).toContain(`http://10.77.0.9:8080/images/web/${digest('b')}/vmlinuz`);
    expect(server.list('boot')).toEqual(['00-16-3e-00-00-01.ipxe']);
    expect(await driftOf(server, 'kiosk1')).toEqual(['silent']);
    server.put(bootFile, text.replace('quiet', '').replace('panic=30', 'panic=30 init=/bin/sh'));
    expect(await driftOf(server, 'kiosk1')).toContain('boot-file');
    expect(await driftOf(server, 'vm1')).toEqual(['silent']);
    await pointAt(server, digest('a'));
    expect(await driftOf(server, 'kiosk1')).toEqual(['silent']);
    expect(server.text(bootFile)).toContain(digest('a'));
  });

  it('and the client change both or neither', async () => {
    const server = await open();
    await pointAt(server, digest('b'));
    const before = [server.text(bootFile), server.text('clients/kiosk1.json')];
    // Somebody else holds the other client of the same commit.
    await commit(server, [{ do: 'break', path: 'leases/rest/vm1.json' }]);
    const outcomes = await pointAt(server, digest('c'));
    expect(outcomes.get('kiosk1')).toMatchObject({ outcome: 'unknown' });
    expect([server.text(bootFile), server.text('clients/kiosk1.json')]).toEqual(before);
  });

  it('need to know how machines reach the server; VMs do not', async () => {
    for (const [text, why] of [
      [null, /server\.json is missing/],
      ['{"generation":1,"addr', /server\.json is torn/],
      ['{"generation":1,"address":"images.example.org"}', /IPv4/],
    ] as const) {
      const server = await open();
      if (text === null) await commit(server, [{ do: 'break', path: 'server.json' }]);
      else server.put('server.json', text);
      const outcomes = await pointAt(server, digest('b'));
      expect(outcomes.get('kiosk1')).toEqual({
        outcome: 'refused',
        text: expect.stringMatching(why),
      });
      expect(outcomes.get('vm1')).toEqual({ outcome: 'done', text: '' });
      expect(JSON.parse(server.text('clients/kiosk1.json')).desired).toBe(digest('a'));
    }
  });

  it('lie on the server to the letter, whatever stands in them', async () => {
    const server = await open();
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            fc.constantFrom('commit', 'write a/b', ' lead', 'tail ', '\\n', '$(id)', "'", '-n', ''),
            fc.string({ unit: 'binary' }).map((text) => text.replaceAll(/[\0\n]|\p{Cs}/gu, '')),
          ),
          { minLength: 1, maxLength: 8 },
        ),
        async (lines) => {
          const written = await commit(server, [{ do: 'lines', path: 'boot/x.ipxe', lines }]);
          expect(written.ok).toBe(true);
          expect(server.text('boot/x.ipxe')).toBe(`${lines.join('\n')}\n`);
        },
      ),
      { numRuns: runs(15) },
    );
    const cut = `lines 3 boot/x.ipxe\nnew\ncommit\n`;
    const before = server.text('boot/x.ipxe');
    const { commitScript } = await import(
      '../../../src/main/core/images/server/scripts/commit-changes.ts'
    );
    const { askServer } = await import('../../../src/main/core/images/server/server-answer.ts');
    expect((await askServer(server, commitScript, [], { stdin: cut })).ok).toBe(false);
    expect(server.text('boot/x.ipxe')).toBe(before);
  });
});
