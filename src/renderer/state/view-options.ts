import type { GroupKey, Layer, SortKey } from './view.ts';

interface Option<T> {
  value: T;
  label: string;
  description?: string;
}

export const sortOptions: readonly Option<SortKey>[] = [
  { value: 'name', label: 'Name' },
  { value: 'problems', label: 'Problems', description: 'What needs you comes first' },
  { value: 'cpu', label: 'CPU', description: 'Busiest first' },
  { value: 'memory', label: 'Memory', description: 'Fullest first' },
  { value: 'free', label: 'Free memory', description: 'Most room first' },
  { value: 'vms', label: 'VMs', description: 'Most VMs first' },
];

export const groupOptions: readonly Option<GroupKey>[] = [
  { value: 'none', label: 'None' },
  { value: 'assist', label: 'Capability', description: 'Intel VT, AMD SVM, PV only' },
  { value: 'version', label: 'Xen version' },
  { value: 'link', label: 'Connection' },
];

export const layerOptions: readonly Option<Layer>[] = [
  { value: 'none', label: 'VMs only' },
  { value: 'networks', label: 'Networks', description: 'Bridges; press one to see where it is' },
  { value: 'pools', label: 'CPU pools', description: 'cpupools of each host' },
  { value: 'storage', label: 'Storage', description: 'Press one to see which hosts share it' },
];
