import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { VmRef } from '../../src/shared/model/vm.ts';
import { type ConsoleClient, connectClient } from '../support/console-client.ts';
import { type ConsoleProcess, makeDataDir, startConsole } from '../support/console-process.ts';
import type { Lab } from './lab-api.ts';

/** A console of its own on the lab's hosts, as a process that can be killed and started again. */
export interface LabConsole {
  readonly client: ConsoleClient;
  readonly url: string;
  idOf(host: string): string;
  vm(host: string, name: string): VmRef;
  /** SIGKILL, then a new process on the same data. */
  killAndRestart(): Promise<void>;
  /** SIGKILL without a new start; `restart` makes one. */
  kill(): Promise<void>;
  restart(): Promise<void>;
  /** Everything that was logged so far. */
  log(): string;
  close(): Promise<void>;
}

/** Starts a console, adds these hosts, says yes to their keys, and waits until each was read. */
export async function openLabConsole(
  lab: Lab,
  hosts: readonly string[],
  options: { user?: string } = {},
): Promise<LabConsole> {
  const data = makeDataDir();
  const ids = new Map<string, string>();
  let process: ConsoleProcess = await startConsole({ dataDir: data.path, args: ['--site', 'own'] });
  let client = await connectClient(process.url);

  const idOf = (host: string): string => {
    const id = ids.get(host);
    if (id === undefined) throw new Error(`${host} was not added to this console`);
    return id;
  };

  async function add(name: string): Promise<void> {
    const { address, port, privateKeyPath, user } = lab.host(name);
    const { hostId } = await client.must('hosts.add', {
      label: name,
      access: { address, port, user: options.user ?? user, identityFiles: [privateKeyPath] },
    });
    ids.set(name, hostId);
    const prompt = await client.until(`${name}'s host key`, ({ prompts }) =>
      Object.values(prompts).find((each) => each.hostId === hostId),
    );
    if (prompt.kind !== 'host-key-new') throw new Error(`${name} asked for ${prompt.kind}`);
    await client.must('prompts.answer', {
      promptId: prompt.id,
      answer: { kind: 'trust', fingerprint: prompt.offered.fingerprint },
    });
  }

  const allRead = () =>
    client.until('every host read', (site) =>
      [...ids.values()].every((id) => {
        const host = site.hosts[id];
        return host?.link.state === 'online' && host.facts && site.vms[id];
      }),
    );

  await Promise.all(hosts.map(add));
  await allRead();

  const kill = async (): Promise<void> => {
    client.close();
    await process.kill();
  };
  const restart = async (): Promise<void> => {
    process = await startConsole({ dataDir: data.path, args: ['--site', 'own'] });
    client = await connectClient(process.url);
  };

  return {
    get client() {
      return client;
    },
    get url() {
      return process.url;
    },
    idOf,
    vm: (host, name) => ({ hostId: idOf(host), name }),
    kill,
    restart,
    async killAndRestart() {
      await kill();
      await restart();
    },
    log: () =>
      readdirSync(join(data.path, 'logs'))
        .map((name) => readFileSync(join(data.path, 'logs', name), 'utf8'))
        .join('\n'),
    async close() {
      client.close();
      await process.stop();
      data.remove();
    },
  };
}
