import { chmodSync, chownSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { composeOverview } from '../../../src/main/core/images/compose-overview.ts';
import { parseTree } from '../../../src/main/core/images/parse/parse-tree.ts';
import {
  listSetAside,
  rebootClients,
  swapDrives,
} from '../../../src/main/core/images/repair/repair-clients.ts';
import { type Change, commit } from '../../../src/main/core/images/server/commit.ts';
import { readServer } from '../../../src/main/core/images/server/read-server.ts';
import type { Report } from '../../../src/shared/images/client.ts';
import {
  createImageServer,
  type LocalImageServer,
  serverShells,
} from '../../support/image-server.ts';
import { digest, sampleClient } from '../../support/sample-images.ts';
import { canHaveAccounts } from '../../support/sshd.ts';

const servers: LocalImageServer[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.remove();
});

describe.each(serverShells)('repairing a client (%s)', (shell) => {
  async function open(ids: readonly string[], reporting: Partial<Report> | null = {}) {
    const server = createImageServer(shell);
    servers.push(server);
    await server.setUp();
    const made = await commit(
      server,
      ids.map((id): Change => {
        return { do: 'write', path: `clients/${id}.json`, value: sampleClient(id) };
      }),
    );
    if (!made.ok) throw new Error(JSON.stringify(made.error));
    for (const id of ids) {
      server.put(`state/${id}/var/log/own`, 'precious');
      const report = {
        ...{ client: id, digest: digest('a'), bootId: `boot-${id}`, stateMounted: true },
        ...{ health: 'ok', healthText: '', at: 1_790_000_000, ...reporting },
      };
      if (reporting) server.put(`reports/${id}.json`, JSON.stringify(report));
    }
    async function read() {
      const reading = await readServer(server);
      if (!reading.ok) throw new Error(JSON.stringify(reading.error));
      const { clock, files, ages } = reading.value;
      return parseTree(clock, files, ages);
    }
    const order = (id: string) => JSON.parse(server.text(`orders/${id}.json`));
    return { server, read, order };
  }

  it('by a reboot leaves an order for the boot that it runs, audited, and holds nothing afterwards', async () => {
    const { server, read, order } = await open(['web1', 'web2']);
    const outcomes = await rebootClients(server, await read(), ['web1', 'web2'], 'anna@ops');
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['done', 'done']);
    expect(order('web2')).toMatchObject({ client: 'web2', kind: 'reboot', bootId: 'boot-web2' });
    expect(order('web1').key).not.toBe(order('web2').key);
    expect(server.list('leases/rest')).toEqual([]);
    expect(server.checkAudit()).toBe(1);
  });

  it('touches nobody whom a rollout has, names it, and sees to the others', async () => {
    const { server, read, order } = await open(['web1', 'web2', 'web3']);
    await commit(server, [
      { do: 'lease', path: 'leases/rest/web2.json', holder: 'rollout.r7', seconds: 600 },
    ]);
    const outcomes = await rebootClients(server, await read(), ['web1', 'web2', 'web3'], 'anna');
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['done', 'refused', 'done']);
    expect(outcomes[1]?.text).toContain('rollout r7');
    expect(server.has('orders/web2.json')).toBe(false);
    expect(order('web3')).toMatchObject({ kind: 'reboot' });
    const [reset] = await swapDrives(server, await read(), ['web2'], { by: 'anna', from: null });
    expect(reset).toMatchObject({ outcome: 'refused', text: expect.stringContaining('r7') });
    expect(server.text('state/web2/var/log/own')).toBe('precious');
    expect(server.has('state/.set-aside')).toBe(false);
  });

  it('by a reset sets its drive aside with a date, and gives it a fresh one of the same owner', async () => {
    const { server, read, order } = await open(['web1']);
    chmodSync(server.file('state/web1'), 0o751);
    if (canHaveAccounts) chownSync(server.file('state/web1'), 1234, 2345);
    const [done] = await swapDrives(server, await read(), ['web1'], { by: 'an "na"', from: null });
    const aside = /lies in (state\/\.set-aside\/web1\/\d{8}T\d{6}Z)\./.exec(done?.text ?? '')?.[1];
    expect(done).toMatchObject({ outcome: 'done' });
    expect(server.text(`${aside}/var/log/own`)).toBe('precious');
    expect(server.list('state/web1')).toEqual([]);
    const { mode, uid } = statSync(server.file('state/web1'));
    expect(mode & 0o777).toBe(0o751);
    if (canHaveAccounts) expect(uid).toBe(1234);
    expect(order('web1')).toMatchObject({ kind: 'reboot', bootId: 'boot-web1' });
    // Twice in one second: neither is written over the other.
    server.put('state/web1/second', 'also mine');
    await swapDrives(server, await read(), ['web1'], { by: 'anna', from: null });
    const listed = await listSetAside(server);
    expect(listed.ok && listed.value.length).toBe(2);
    expect(
      listed.ok && listed.value.every(({ bytes, client }) => bytes > 0 && client === 'web1'),
    ).toBe(true);
    // And back again: what was there in between is set aside in its turn.
    server.put('state/web1/third', 'in between');
    const [back] = await swapDrives(server, await read(), ['web1'], { by: 'a', from: aside ?? '' });
    expect(back).toMatchObject({ outcome: 'done' });
    expect(server.text('state/web1/var/log/own')).toBe('precious');
    expect(server.has(aside ?? '')).toBe(false);
    const after = await listSetAside(server);
    expect(after.ok && after.value.length).toBe(2);
    expect(server.checkAudit()).toBe(3);
    expect(server.list('tmp')).toEqual([]);
  });

  it('of which nothing is heard: no order is left, and its next boot finds the fresh drive', async () => {
    const { server, read } = await open(['web1'], null);
    const [reboot] = await rebootClients(server, await read(), ['web1'], 'anna');
    expect(reboot).toMatchObject({ outcome: 'refused', text: expect.stringContaining('silent') });
    const [reset] = await swapDrives(server, await read(), ['web1'], { by: 'anna', from: null });
    expect(reset).toMatchObject({ outcome: 'done', text: expect.stringContaining('next boot') });
    expect(server.has('orders/web1.json')).toBe(false);
    expect(server.list('state/web1')).toEqual([]);
  });

  it('one without its drive gets one; one whose drive is a block device, or lies elsewhere, is refused', async () => {
    const { server, read } = await open(['web1', 'web2', 'web3', 'web4']);
    await commit(server, [
      {
        do: 'write',
        path: 'clients/web2.json',
        value: sampleClient('web2', { stateDrive: { kind: 'block', device: '/dev/vg/web2' } }),
      },
      {
        do: 'write',
        path: 'clients/web3.json',
        value: sampleClient('web3', { stateDrive: { kind: 'nfs', folder: 'state/../images' } }),
      },
      { do: 'rename', path: 'state/web4', to: 'gone' },
    ]);
    const ids = ['web2', 'web3', 'web4', 'web5'];
    const outcomes = await swapDrives(server, await read(), ids, { by: 'anna', from: null });
    expect(outcomes.map(({ outcome }) => outcome)).toEqual([
      'refused',
      'refused',
      'done',
      'refused',
    ]);
    expect(outcomes[0]?.text).toContain('/dev/vg/web2');
    expect(outcomes[2]?.text).toContain('no drive before');
    expect(outcomes[3]?.text).toContain('file is gone');
    expect(server.list('state')).toContain('web4');
    expect(server.text('gone/var/log/own')).toBe('precious');
  });

  // Once: what is killed here is killed alike in every shell.
  it.runIf(shell === serverShells[0])(
    'a kill at any moment of a reset leaves what the client had, in its place or set aside',
    async () => {
      for (let moment = 1; ; moment++) {
        const { server, read } = await open(['web1']);
        for (const program of ['mkdir', 'mv', 'sync']) {
          server.replace(program, (real) =>
            [
              `n=$(cat '${server.folder}/count'); n=$((n + 1)); echo $n >'${server.folder}/count'`,
              `if [ $n -eq ${moment} ]; then kill -9 $PPID; exit 1; fi`,
              `exec ${real} "$@"`,
            ].join('\n'),
          );
        }
        writeFileSync(`${server.folder}/count`, '0\n');
        const state = await read();
        const [one] = await swapDrives(server, state, ['web1'], { by: 'anna', from: null });
        writeFileSync(`${server.folder}/count`, '-100000\n');
        if (one?.outcome !== 'done') expect(one?.outcome).toBe('unknown');
        const listed = await listSetAside(server);
        const kept = listed.ok && listed.value[0] ? listed.value[0].path : 'state/web1';
        expect(server.text(`${kept}/var/log/own`)).toBe('precious');
        // Done again, it has a drive.
        await swapDrives(server, await read(), ['web1'], { by: 'anna', from: null });
        expect(server.has('state/web1')).toBe(true);
        if (one?.outcome === 'done') break;
        expect(moment).toBeLessThan(40);
      }
    },
  );

  it('drift counts a report’s age by the server’s clock: a client’s clock an hour off says nothing of it', async () => {
    const now = Math.floor(Date.now() / 1000);
    const { server, read } = await open(['web1', 'web2'], { at: now - 3600 });
    const old = new Date(Date.now() - 3_600_000);
    utimesSync(server.file('reports/web2.json'), old, old);
    const { clients } = composeOverview(await read(), server.root);
    const [first, second] = clients.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    expect(first).toMatchObject({ id: 'web1', drift: 'none', drifts: [] });
    expect(first?.reportAge).toBeLessThan(1800);
    expect(Math.abs((first?.clockOffSeconds ?? 0) + 3600)).toBeLessThan(1800);
    expect(second).toMatchObject({ id: 'web2', drift: 'silent' });
    expect(second?.reportAge).toBeGreaterThan(3500);
  });

  it('drift names everything that is not as it should be, the gravest first', async () => {
    const { server, read } = await open(['web1'], {
      ...{
        digest: digest('c'),
        stateMounted: false,
        health: 'failed',
        healthText: 'nginx is down',
      },
    });
    await commit(server, [
      { do: 'lease', path: 'leases/rest/web1.json', holder: 'rollout.r7', seconds: 600 },
    ]);
    expect(composeOverview(await read(), server.root).clients[0]).toMatchObject({
      drift: 'other-image',
      drifts: ['other-image', 'no-state-drive', 'unhealthy'],
      heldBy: 'rollout.r7',
    });
  });
});
