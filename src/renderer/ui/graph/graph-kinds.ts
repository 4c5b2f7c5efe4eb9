import type { SampleNumber } from '../../../shared/samples/series.ts';
import { formatCpus } from '../format/cpus.ts';
import { formatMemory } from '../format/memory.ts';
import { formatRate } from '../format/rate.ts';

export type GraphOf = 'cpu' | 'memoryMiB' | 'net' | 'disk';

/** A line of a graph: its mean, and where `highest` the highest of each stretch as dots over it. */
export interface GraphLine {
  of: SampleNumber;
  /** As it is called below the graph. */
  label: string;
  /** A colour of tokens.css. */
  colour: string;
  highest: boolean;
}

export interface GraphKind {
  title: string;
  height: number;
  lines: readonly [GraphLine, ...GraphLine[]];
  format: (value: number) => string;
  /** The least that the axis reaches up to. */
  least: number;
  /** Whether round numbers are those of bytes. */
  isBinary: boolean;
}

const traffic = (
  first: [SampleNumber, string],
  second: [SampleNumber, string],
): Pick<GraphKind, 'lines' | 'height' | 'format' | 'least' | 'isBinary'> => ({
  height: 110,
  lines: [
    { of: first[0], label: first[1], colour: '--traffic-in', highest: true },
    { of: second[0], label: second[1], colour: '--traffic-out', highest: true },
  ],
  format: formatRate,
  least: 1024,
  isBinary: true,
});

/** What is drawn: dom0 is its own consumer below all of the CPU. */
export const graphKinds: Readonly<Record<GraphOf, GraphKind>> = {
  cpu: {
    title: 'CPU',
    height: 140,
    lines: [
      { of: 'cpu', label: 'CPU', colour: '--load-vms', highest: true },
      { of: 'dom0', label: 'dom0', colour: '--load-dom0', highest: false },
    ],
    format: formatCpus,
    least: 0.1,
    isBinary: false,
  },
  memoryMiB: {
    title: 'Memory',
    height: 90,
    lines: [{ of: 'memoryMiB', label: 'Memory', colour: '--load-vms', highest: true }],
    format: formatMemory,
    least: 1,
    isBinary: true,
  },
  net: { title: 'Network', ...traffic(['netIn', 'Network in'], ['netOut', 'Network out']) },
  disk: { title: 'Disks', ...traffic(['diskRead', 'Disks read'], ['diskWrite', 'Disks written']) },
};
export const graphOrder = ['cpu', 'memoryMiB', 'net', 'disk'] as const satisfies GraphOf[];
