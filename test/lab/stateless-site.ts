import { commandLine, quoteWord } from '../../src/main/core/shell/command-line.ts';
import type { Client } from '../../src/shared/images/client.ts';
import { debianRecipe, type Recipe } from '../../src/shared/images/recipe.ts';
import type { Lab } from './lab-api.ts';
import { lanMac, machineNamed } from './machines.ts';

export const imageServer = 'images-1';
export const root = '/srv/stateless';
export const role = 'web';

/** Runs a shell command on a machine of the lab, and fails with its own words. */
export async function must(lab: Lab, host: string, command: string, input = ''): Promise<string> {
  const ran = await lab.run(host, command, { input });
  if (ran.code !== 0) throw new Error(`${command} on ${host}: ${ran.stderr}${ran.stdout}`);
  return ran.stdout;
}

/** Puts a file of the image server there whole, as its admin might. */
export async function putFile(lab: Lab, path: string, value: unknown): Promise<void> {
  const at = quoteWord(`${root}/${path}`);
  const text = typeof value === 'string' ? value : `${JSON.stringify(value)}\n`;
  await must(
    lab,
    imageServer,
    `mkdir -p "$(dirname ${at})" && cat >${at}.new && mv ${at}.new ${at}`,
    text,
  );
}

/** What a version is made of, from the packages on the server itself. */
export function recipeOf(version: number): Recipe {
  return {
    ...debianRecipe,
    // Only unpacked: configuring packages takes minutes under emulation.
    variant: 'extract',
    sources: ['deb [trusted=yes] copy:/srv/packages ./'],
    packages: ['busybox-static', 'lab-kernel', 'lab-base', `lab-web=${version}`],
    // What lies on the drive, the image says itself.
    state: [],
    leaveOut: [],
    compression: 'lz4',
  };
}

/** The address that a client of this MAC was given. */
export async function clientAddress(lab: Lab, { macs }: Client): Promise<string> {
  const leases = await must(lab, imageServer, 'cat /var/lib/misc/dnsmasq.leases');
  const line = leases.split('\n').find((each) => each.includes(` ${macs[0]} `));
  const address = line?.split(' ')[2];
  if (!address) throw new Error(`no lease for ${macs[0]}:\n${leases}`);
  return address;
}

/** Runs a shell command inside a running client, over the LAN; what it printed, errors included. */
export async function inClient(lab: Lab, client: Client, command: string): Promise<string> {
  const url = `http://${await clientAddress(lab, client)}/cgi-bin/run`;
  const words: [string, ...string[]] = ['busybox', 'wget', '-qO-', `--post-data=${command}\n`, url];
  return must(lab, imageServer, commandLine(words));
}

/** What a client's own boot script has put down on its drive, as it lies on the server: a line for each boot. */
export async function bootsOf(lab: Lab, { id }: Client): Promise<string[]> {
  const text = await must(lab, imageServer, `cat ${root}/state/${id}/var/lib/web/boots`);
  return text.trim().split('\n');
}

/** The lab's clients: two guests of xen-a, of which the first is the canary, and the machine without a disk. */
export const clients: readonly Client[] = [
  client('web-1', 1, 'canary', '00:16:3e:77:00:41', 'xen-vm'),
  client('web-2', 2, 'rest', '00:16:3e:77:00:42', 'xen-vm'),
  client('bare-1', 3, 'metal', lanMac(machineNamed('bare-1')), 'bare-metal'),
];

function client(
  id: string,
  number: number,
  group: string,
  mac: string,
  kind: 'xen-vm' | 'bare-metal',
): Client {
  return {
    generation: 1,
    id,
    hostname: id,
    macs: [mac],
    role,
    follows: { kind: 'channel', channel: 'stable' },
    group,
    place:
      kind === 'xen-vm' ? { kind, uuid: `5a7e0000-0000-4000-8000-0000000000f${number}` } : { kind },
    stateDrive: { kind: 'nfs', folder: `state/${id}` },
    machineId: String(number).padStart(32, '0'),
    desired: null,
    previous: null,
    rejected: [],
  };
}
