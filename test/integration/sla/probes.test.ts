import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { askProbe } from '../../../src/main/core/sla/probe/ask-probe.ts';
import { createProber } from '../../../src/main/core/sla/probe/prober.ts';
import type { Probe } from '../../../src/shared/sla/probe.ts';
import { createCleanups } from '../../support/cleanups.ts';
import { makeKey } from '../../support/ssh-keys.ts';
import { createSshSite, linkIn } from '../../support/ssh-site.ts';
import { ensureSshd, startSshd } from '../../support/sshd.ts';
import { until } from '../../support/until.ts';

const cleanups = createCleanups();
beforeAll(ensureSshd);
afterEach(cleanups.run);

const patienceMs = 5 * 60_000;
/** An address of this machine on which nobody else takes a port that was given up. */
const own = process.platform === 'linux' ? '127.83.76.65' : '127.0.0.1';

async function listen(server: Server, address = '127.0.0.1'): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, address, resolve));
  cleanups.add({ close: () => void server.close() });
  return (server.address() as AddressInfo).port;
}

/** No port that is given to whoever asks for any, so that nobody listens there. */
const deadPort = 1;

const tcp = (port: number, address = '127.0.0.1'): Probe => ({ kind: 'tcp', address, port });
const http = (port: number, path: string): Probe => ({
  kind: 'http',
  url: `http://127.0.0.1:${port}${path}`,
});

describe('a probe', () => {
  it('is up where a TCP port takes a connection, and says in the system’s words why not', async () => {
    const port = await listen(createTcpServer((socket) => socket.end()));
    expect(await askProbe(tcp(port), patienceMs, null)).toEqual({ up: true });
    expect(await askProbe(tcp(deadPort), patienceMs, null)).toMatchObject({
      up: false,
      why: expect.stringContaining('ECONNREFUSED'),
    });
  });

  it('is up where a page answers with 2xx or 3xx, and down where it hangs', async () => {
    const port = await listen(
      createServer((request, response) => {
        const { url = '' } = request;
        if (url === '/hangs') return;
        response.writeHead(Number(url.slice(1)), { location: '/elsewhere' }).end('page');
      }),
    );
    for (const path of ['/200', '/204', '/302']) {
      expect(await askProbe(http(port, path), patienceMs, null), path).toEqual({ up: true });
    }
    expect(await askProbe(http(port, '/503'), patienceMs, null)).toEqual({
      up: false,
      why: 'It answered 503 Service Unavailable.',
    });
    expect(await askProbe(http(port, '/hangs'), 1000, null)).toEqual({
      up: false,
      why: 'No answer within 1 s.',
    });
  });

  it('is up where a command over SSH ends with 0, and tells what it said where it does not', async () => {
    const site = cleanups.add(createSshSite());
    const key = makeKey(site.folder, 'key');
    const sshd = cleanups.add(await startSshd({ authorized: [key] }));
    const link = site.link({ ...sshd, identityFiles: [key.path] });
    link.connect();
    await linkIn(link, 'online');
    const ask = (command: string) =>
      askProbe(
        { kind: 'ssh', address: '127.0.0.1', port: sshd.port, user: sshd.user, command },
        patienceMs,
        link,
      );
    expect(await ask('test 1 = "1" && true')).toEqual({ up: true });
    expect(await ask(`echo "it's stuck" >&2; exit 3`)).toEqual({
      up: false,
      why: "The command ended with 3: it's stuck.",
    });
    await sshd.stop();
    await linkIn(link, 'offline');
    expect(await ask('true')).toMatchObject({ up: false });
  });
});

describe('the prober', () => {
  it('calls a VM down after two answers that were lost, and up again after one', async () => {
    let now = 0;
    const prober = cleanups.add(
      createProber({ linkTo: () => Promise.reject() as never, now: () => now }),
    );
    const server = createTcpServer((socket) => socket.end());
    const port = await listen(server, own);
    const probe = tcp(port, own);
    const vm = { uuid: 'u', name: 'web' };
    const state = () => prober.stateOf('u', probe, 60_000);
    const asked = async (what: 'up' | 'down' | 'unknown', isFinal = true) => {
      now += 15_000;
      prober.ask(vm, probe);
      if (isFinal) await until(() => state().state === what, what);
    };
    expect(state().state).toBe('unknown');
    await asked('up');
    await new Promise((resolve) => server.close(resolve));
    await asked('unknown');
    await asked('down');
    expect(state().why).toContain(`${own}:${port}: connect ECONNREFUSED`);
    // What was said a while ago holds no more, and what another probe was told says nothing.
    expect(prober.stateOf('u', tcp(port + 1, own), 60_000).state).toBe('unknown');
    now += 61_000;
    expect(state().state).toBe('unknown');
    await new Promise<void>((resolve) => server.listen(port, own, resolve));
    await asked('up');
    prober.keepOnly(() => false);
    expect(state().state).toBe('unknown');
  });

  it('asks nobody whose name fits in no address', () => {
    const prober = cleanups.add(
      createProber({ linkTo: () => Promise.reject() as never, now: () => 0 }),
    );
    const probe: Probe = { kind: 'tcp', address: '{name}.invalid', port: 80 };
    prober.ask({ uuid: 'u', name: 'web "1" $(reboot) ü' }, probe);
    expect(prober.stateOf('u', probe, 60_000).state).toBe('unknown');
  });
});
