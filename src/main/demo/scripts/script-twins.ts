import { stateroomPower } from '../../core/xen/xl/scripts/stateroom-power.ts';
import { stateroomRead } from '../../core/xen/xl/scripts/stateroom-read.ts';
import { stateroomWatch } from '../../core/xen/xl/scripts/stateroom-watch.ts';
import type { Program } from '../shell/call.ts';
import { powerTwin } from './power-twin.ts';
import { readTwin } from './read-twin.ts';
import { watchTwin } from './watch-twin.ts';

/** Each of the console's scripts, by its text, and what it does on a simulated host. */
export const scriptTwins: ReadonlyMap<string, Program> = new Map<string, Program>([
  [stateroomRead.text, readTwin],
  [stateroomWatch.text, watchTwin],
  [stateroomPower.text, powerTwin],
]);
