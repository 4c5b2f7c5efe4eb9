/** Kinds that are built, and start from a snapshot. */
export type BuiltKind = 'xen-host' | 'image-server';

/** The lab's machines, as data: each kind has its branch in `qemu-args.ts`. */
export interface Machine {
  readonly name: string;
  /** `bare-metal`: neither disk nor sshd; it boots from the network each time. */
  readonly kind: BuiltKind | 'bare-metal';
  /** Whether QEMU emulates AMD SVM with nested paging: without it Xen offers PV guests only. */
  readonly svm: boolean;
  readonly memoryMiB: number;
  readonly cores: number;
  /** Last octet of the LAN address and of both NICs' MAC addresses. */
  readonly number: number;
  /** Its sshd on 127.0.0.1, so that a hand-written ssh command keeps working; another one is taken if it is in use. */
  readonly port: number;
  /** Started only when named. */
  readonly onDemand: boolean;
  /** Guests started before the snapshot is taken, by their .cfg in /etc/xen. */
  readonly guests: readonly string[];
}

export const machines: readonly Machine[] = [
  {
    name: 'xen-a',
    kind: 'xen-host',
    svm: true,
    memoryMiB: 2048,
    cores: 2,
    number: 1,
    port: 42201,
    onDemand: false,
    guests: ['counter', 'pv1'],
  },
  {
    name: 'xen-b',
    kind: 'xen-host',
    svm: true,
    memoryMiB: 2048,
    cores: 2,
    number: 2,
    port: 42202,
    onDemand: false,
    guests: [],
  },
  {
    name: 'xen-c',
    kind: 'xen-host',
    svm: false,
    memoryMiB: 2048,
    cores: 2,
    number: 3,
    port: 42203,
    onDemand: true,
    guests: [],
  },
  {
    name: 'images-1',
    kind: 'image-server',
    svm: false,
    memoryMiB: 640,
    cores: 1,
    number: 9,
    port: 42204,
    onDemand: true,
    guests: [],
  },
  {
    name: 'bare-1',
    kind: 'bare-metal',
    svm: false,
    memoryMiB: 320,
    cores: 1,
    number: 31,
    port: 42205,
    onDemand: true,
    guests: [],
  },
];

export const defaultMachineNames: readonly string[] = machines
  .filter((machine) => !machine.onDemand)
  .map((machine) => machine.name);

/** Throws on a name the lab doesn't have: it came from a command line or from a test. */
export function machineNamed(name: string): Machine {
  const machine = machines.find((candidate) => candidate.name === name);
  if (machine === undefined) {
    throw new Error(
      `the lab has no machine "${name}"; it has ${machines.map((each) => each.name).join(', ')}`,
    );
  }
  return machine;
}

/** Throws on a kind that is never built. */
export function builtKind(machine: Machine): BuiltKind {
  if (machine.kind === 'bare-metal') throw new Error(`${machine.name} has nothing that is built`);
  return machine.kind;
}

export function lanAddress(machine: Machine): string {
  return `10.77.0.${machine.number}`;
}

/** What stands for it in `boot/` of an image server, and in a client's file. */
export function lanMac(machine: Machine): string {
  return macAddress('77', machine);
}

export function managementMac(machine: Machine): string {
  return macAddress('10', machine);
}

function macAddress(network: '10' | '77', { number }: Machine): string {
  return `52:54:00:${network}:00:${number.toString(16).padStart(2, '0')}`;
}
