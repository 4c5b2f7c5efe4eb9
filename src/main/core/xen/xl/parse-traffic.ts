import { err, ok, type Result } from '../../../../shared/result.ts';
import type { TrafficDevice } from '../toolstack.ts';
import { parseFailed } from './parse-failed.ts';

export interface TrafficTable {
  devices: TrafficDevice[];
  /** Lines that are no devices. */
  odd: string[];
}

/** Of blkback and of /sys/block/…/stat alike, whatever the sectors of the disk are. */
const sectorBytes = 512;

const counter = '(\\d{1,20})';
const backEnd = new RegExp(
  `^([a-z0-9]+)-(\\d{1,10})-(\\d{1,10})(-emu)? (?:${counter} ${counter}|- -)$`,
);
const machine = new RegExp(`^(nic|disk) (\\S+) (?:${counter} ${counter}|- -)$`);

function pair(first: string | undefined, second: string | undefined, unit: number) {
  if (first === undefined || second === undefined) return null;
  return { in: Number(first) * unit, out: Number(second) * unit };
}

/** dom0's end of a guest's card: what dom0 receives there, the guest has sent. */
function swapped(bytes: TrafficDevice['bytes']): TrafficDevice['bytes'] {
  return bytes === null ? null : { in: bytes.out, out: bytes.in };
}

function parseLine(line: string): TrafficDevice | null {
  const domain = backEnd.exec(line);
  if (domain) {
    const [, type, domid, number = '', emulated = '', first, second] = domain;
    const isNet = type === 'vif';
    const bytes = pair(first, second, isNet ? 1 : sectorBytes);
    return {
      domid: Number(domid),
      kind: isNet ? 'net' : 'disk',
      name: number + emulated,
      bytes: isNet ? swapped(bytes) : bytes,
    };
  }
  const own = machine.exec(line);
  if (!own) return null;
  const [, type, name = '', first, second] = own;
  const isNet = type === 'nic';
  const bytes = pair(first, second, isNet ? 1 : sectorBytes);
  return { domid: null, kind: isNet ? 'net' : 'disk', name, bytes };
}

/** What stateroom-watch tells as `traffic`; see there for its lines. */
export function parseTraffic(text: string): Result<TrafficTable> {
  const devices: TrafficDevice[] = [];
  const odd: string[] = [];
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const device = parseLine(line);
    if (device) devices.push(device);
    else odd.push(line);
  }
  if (devices.length === 0 && odd.length > 0) {
    return err(parseFailed('The counters of network and disks make no sense.', text));
  }
  return ok({ devices, odd });
}
