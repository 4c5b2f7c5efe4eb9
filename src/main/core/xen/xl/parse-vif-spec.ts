import type { Nic } from '../../../../shared/model/vm.ts';

/**
 * A NIC of a configuration file: `mac=…,bridge=…,model=…`, all of them optional. Without `mac`
 * each start makes one up; without `bridge` it is the host's default. Source: xl-network-configuration(5).
 */
export function parseVifSpec(source: string, defaultBridge: string): Nic {
  const given = new Map<string, string>();
  for (const part of source.split(',')) {
    const equals = part.indexOf('=');
    if (equals > 0) given.set(part.slice(0, equals).trim(), part.slice(equals + 1).trim());
  }
  return {
    mac: (given.get('mac') ?? '').toLowerCase(),
    bridge: given.get('bridge') || defaultBridge,
    model: given.get('model') ?? '',
  };
}
