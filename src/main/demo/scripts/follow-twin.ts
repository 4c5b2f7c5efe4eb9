import type { Call, Program } from '../shell/call.ts';

/** The script looks this often, closely once the guest is to stand still, and says something every tenth time. */
const paceSeconds = 1;
const closePaceSeconds = 0.2;
const looksPerSign = 10;

/** Tells what the move in this directory does, until it is over or nobody listens. */
export async function follow(call: Call, folder: string): Promise<void> {
  const { host, world, signal } = call;
  let told = 0;
  let bytes = 0;
  let pace = paceSeconds;
  for (let look = 1; !signal.aborted; look++) {
    const record = host.moves.get(folder);
    if (record === undefined) {
      call.out('gone\n');
      return;
    }
    // The status first: what is said before it belongs to what is told before it.
    const { status } = record;
    const up = host.sim.uptime().toFixed(2);
    for (const line of record.lines.slice(told)) {
      call.out(`L ${up} ${line}\n`);
      if (/suspend request|Transfer complete/.test(line)) pace = closePaceSeconds;
    }
    told = record.lines.length;
    if (status !== null) {
      call.out(`end ${status}\n`);
      return;
    }
    if (record.copy.bytes() > bytes) {
      bytes = record.copy.bytes();
      call.out(`B ${bytes}\n`);
    }
    if (look % looksPerSign === 0) call.out('.\n');
    await world.clock.wait(pace, signal, 'real');
  }
}

/** stateroom-follow. "$1": the move's directory. */
export const followTwin: Program = async (call) => {
  await follow(call, call.args[0] ?? '');
  return 0;
};
