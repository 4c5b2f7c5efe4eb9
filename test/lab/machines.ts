/** The lab's machines, as data. A further kind (an image server, say) is one more `kind` here and one more branch in `qemu-args.ts`. */
export interface Machine {
  readonly name: string;
  readonly kind: 'xen-host';
  /** Whether QEMU emulates AMD SVM with nested paging: without it Xen offers PV guests only. */
  readonly svm: boolean;
  readonly memoryMiB: number;
  readonly cores: number;
  /** Last octet of the LAN address and of both NICs' MAC addresses. */
  readonly number: number;
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

export function lanAddress(machine: Machine): string {
  return `10.77.0.${machine.number}`;
}
