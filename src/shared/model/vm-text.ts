import type { Vm } from './vm.ts';

const states: Record<Vm['state'], string> = {
  running: 'running',
  paused: 'paused',
  'shutting-down': 'shutting down',
  crashed: 'crashed',
  dying: 'being torn down',
  halted: 'off',
  transit: 'half of a move',
};

export function vmStateText(state: Vm['state']): string {
  return states[state];
}

const types: Record<Vm['type'], string> = {
  pv: 'PV',
  pvh: 'PVH',
  hvm: 'HVM',
  unknown: 'type not known',
};

export function vmTypeText(type: Vm['type']): string {
  return types[type];
}
