import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { quoteWord } from '../../src/main/core/shell/command-line.ts';
import { buildOf, powerOff, reset, sshTarget, up } from './lab-control.ts';
import type { LabState } from './lab-state.ts';
import { defaultMachineNames, lanAddress, machineNamed } from './machines.ts';
import { runDir } from './paths.ts';
import type { Progress } from './progress.ts';
import { silent } from './progress.ts';
import { monitorCommand } from './qmp.ts';
import type { CommandOptions, CommandResult } from './run-command.ts';
import { runCommand } from './run-command.ts';
import { readHostPublicKey, sshArguments } from './ssh-client.ts';

/** One emulated host, as a console would be told about it. */
export interface LabHost {
  readonly name: string;
  /** Always 127.0.0.1: the management port is forwarded there. */
  readonly address: string;
  readonly port: number;
  /** Where the other hosts reach it. */
  readonly lanAddress: string;
  readonly user: string;
  readonly privateKeyPath: string;
  /** `ssh-ed25519 AAAA…` */
  readonly hostPublicKey: string;
}

/** `management` is the link by which the tests (and the console) reach a host, `lan` the one between the hosts. */
export type LabLink = 'management' | 'lan';

export interface LabRunOptions extends CommandOptions {
  /** `root` unless told; `admin` may `sudo -n`. */
  readonly user?: string;
  /** Options put before the destination: `['-A']` forwards the agent of `SSH_AUTH_SOCK`. */
  readonly sshOptions?: readonly string[];
}

export interface Lab {
  readonly hosts: readonly LabHost[];
  /** Throws if that host was not asked for. */
  host(name: string): LabHost;
  /** Brings hosts (all, if none is named) back to their snapshot, links included. */
  reset(...names: string[]): Promise<void>;
  /** As if the plug were pulled: nothing of its disk or memory is kept. `reset` starts it again. */
  powerOff(name: string): Promise<void>;
  /** What a machine has printed on its serial line since it was started first. */
  serialLog(name: string): string;
  /** Runs a shell command on a host. Rejects only when ssh can't be run or is timed out (10 minutes unless told). */
  run(name: string, command: string, options?: LabRunOptions): Promise<CommandResult>;
  /** A command of QEMU's human monitor; returns what it prints. */
  monitor(name: string, command: string): Promise<string>;
  /** As if the cable were pulled: connections hang, nothing is told to either end. `reset` plugs it in again, too. */
  cutLink(name: string, link: LabLink): Promise<void>;
  restoreLink(name: string, link: LabLink): Promise<void>;
  /** How far a guest of `test/lab` has counted, or undefined if it isn't on that host. It goes on when a guest moves. */
  guestCount(host: string, guest: string): Promise<number | undefined>;
}

function hasSsh(name: string): boolean {
  return machineNamed(name).kind !== 'bare-metal';
}

/** Opens the lab and starts what isn't running; builds it when it was never built, which takes minutes. It stays up afterwards. */
export async function openLab(
  options: { readonly hosts?: readonly string[]; readonly progress?: Progress } = {},
): Promise<Lab> {
  const names = options.hosts ?? defaultMachineNames;
  const progress = options.progress ?? silent;
  const run = runDir();
  const state: LabState = await up(names, progress);

  const hosts = names.filter(hasSsh).map((name): LabHost => {
    const target = sshTarget(state, run, name);
    return {
      name,
      address: '127.0.0.1',
      port: target.port,
      lanAddress: lanAddress(machineNamed(name)),
      user: target.user,
      privateKeyPath: target.privateKeyPath,
      hostPublicKey: readHostPublicKey(buildOf(state, machineNamed(name)), name),
    };
  });

  const monitor = (name: string, command: string): Promise<string> =>
    monitorCommand(join(run, `${machineNamed(name).name}.qmp`), command);

  const setLink = async (name: string, link: LabLink, status: 'on' | 'off'): Promise<void> => {
    const printed = (
      await monitor(name, `set_link ${link === 'management' ? 'mgmt' : 'lan'} ${status}`)
    ).trim();
    if (printed !== '') throw new Error(`set_link on ${name}: ${printed}`);
  };

  const runOn: Lab['run'] = (name, command, { user, sshOptions, ...rest } = {}) =>
    runCommand('ssh', [...sshArguments(sshTarget(state, run, name, user), sshOptions), command], {
      timeoutMs: 600_000,
      ...rest,
    });

  return {
    hosts,
    host(name) {
      const found = hosts.find((each) => each.name === name);
      if (found === undefined) throw new Error(`${name} was not asked for when the lab was opened`);
      return found;
    },
    async reset(...wanted) {
      await reset(wanted.length > 0 ? wanted : names, progress);
    },
    powerOff: (name) => powerOff([name], progress),
    serialLog: (name) => readFileSync(join(run, `${machineNamed(name).name}.log`), 'utf8'),
    run: runOn,
    monitor,
    cutLink: (name, link) => setLink(name, link, 'off'),
    restoreLink: (name, link) => setLink(name, link, 'on'),
    async guestCount(host, guest) {
      const result = await runOn(
        host,
        `id=$(xl domid ${quoteWord(guest)}) && xenstore-read "/local/domain/$id/data/count"`,
        { timeoutMs: 60_000 },
      );
      return result.code === 0 ? Number(result.stdout.trim()) : undefined;
    },
  };
}
