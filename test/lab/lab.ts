// The lab's command line: node test/lab/lab.ts up | build | reset [NAME…] | down | status | ssh NAME [command…]
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { answers, build, down, reset, sshTarget, up, wantedHashes } from './lab-control.ts';
import { readState } from './lab-state.ts';
import { defaultMachineNames, lanAddress, machineNamed } from './machines.ts';
import { buildPaths, cacheRoot, runDir } from './paths.ts';
import { consoleProgress } from './progress.ts';
import { mustRun } from './run-command.ts';
import { sshArguments } from './ssh-client.ts';

const usage = `usage: node test/lab/lab.ts COMMAND
  up [NAME…]            build what is missing, start what isn't running (${defaultMachineNames.join(', ')} unless named)
  build [NAME…]         only build what is missing
  reset [NAME…]         bring machines back to their snapshot
  down                  end all of them
  status                what runs, where, and what the caches take
  ssh NAME [command…]   log in as root, or run a command`;

async function printStatus(): Promise<void> {
  const hashes = wantedHashes();
  const state = readState(runDir());
  for (const [kind, hash] of Object.entries(hashes)) {
    console.log(`${kind} recipe ${hash}${existsSync(buildPaths(hash).dir) ? '' : ' (not built)'}`);
  }
  if (state === undefined) console.log('the lab is down');
  else {
    if (!isDeepStrictEqual(state.hashes, hashes)) console.log('what runs is of another recipe');
    console.log(`known hosts ${join(runDir(), 'known_hosts')}`);
    for (const [kind, hash] of Object.entries(state.hashes)) {
      console.log(`key of ${kind} ${buildPaths(hash).clientKey}`);
    }
    for (const [name, port] of Object.entries(state.ports)) {
      const word = (await answers(state, name)) ? 'up' : 'does not answer';
      console.log(`${name}  127.0.0.1:${port}  LAN ${lanAddress(machineNamed(name))}  ${word}`);
    }
  }
  for (const name of existsSync(cacheRoot()) ? readdirSync(cacheRoot()) : []) {
    const size = (await mustRun('du', ['-sh', join(cacheRoot(), name)])).split('\t')[0];
    console.log(
      `cache ${join(cacheRoot(), name)}  ${size}${Object.values(hashes).includes(name) ? '' : '  (not of this recipe; delete it if you no longer need it)'}`,
    );
  }
}

/** Hands the terminal to ssh and resolves with its exit status. */
function openSsh(name: string, command: readonly string[]): Promise<number> {
  const state = readState(runDir());
  if (state === undefined) throw new Error('the lab is down');
  return new Promise((resolve, reject) => {
    const child = spawn(
      'ssh',
      [...sshArguments(sshTarget(state, runDir(), machineNamed(name).name)), ...command],
      { stdio: 'inherit' },
    );
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 255));
  });
}

async function main(command: string | undefined, rest: readonly string[]): Promise<number> {
  const names = rest.length > 0 ? rest : defaultMachineNames;
  switch (command) {
    case 'up':
    case 'reset': {
      const state = await (command === 'up' ? up : reset)(names, consoleProgress());
      for (const name of names) console.log(`${name} is up: ssh at 127.0.0.1:${state.ports[name]}`);
      return 0;
    }
    case 'build':
      await build(names, consoleProgress());
      return 0;
    case 'down':
      await down(consoleProgress());
      return 0;
    case 'status':
      await printStatus();
      return 0;
    case 'ssh':
      if (rest[0] === undefined) break;
      return openSsh(rest[0], rest.slice(1));
    default:
  }
  console.error(usage);
  return 2;
}

try {
  process.exitCode = await main(process.argv[2], process.argv.slice(3));
} catch (error) {
  console.error(`lab: ${(error as Error).message}`);
  process.exitCode = 1;
}
