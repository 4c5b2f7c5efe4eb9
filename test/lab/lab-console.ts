import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { VmRef } from '../../src/shared/model/vm.ts';
import { addHost, untilRead } from '../support/add-hosts.ts';
import { type ConsoleClient, connectClient } from '../support/console-client.ts';
import { type ConsoleProcess, makeDataDir, startConsole } from '../support/console-process.ts';
import type { Lab } from './lab-api.ts';
import { labDoor } from './lab-door.ts';

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

  for (const host of hosts) ids.set(host, await addHost(client, labDoor(lab, host, options.user)));
  await untilRead(client, [...ids.values()]);

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
