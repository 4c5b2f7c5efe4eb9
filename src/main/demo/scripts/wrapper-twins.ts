import { domainRows } from '../host/domain-rows.ts';
import type { Call, Program } from '../shell/call.ts';
import { formatList } from '../xl/format-list.ts';
import { unescaped } from './console-scripts.ts';

/** A login shell that becomes the command: the marker on both outputs first. */
function login(read: (text: string) => string): Program {
  return (call: Call) => {
    const [half = '', otherHalf = '', line = ''] = call.args;
    call.out(`${half}${otherHalf}\n`);
    call.err(`${half}${otherHalf}\n`);
    return call.runLine(call, read(line));
  };
}

export const loginAsIsTwin = login((line) => line);
export const loginEscapedTwin = login(unescaped);

/** `xl list -v` and nothing else. */
export const lookTwin: Program = ({ world, host, out }) => {
  out(formatList(domainRows(host.sim, world.clock.now()), true));
  return 0;
};

/** stateroom-detect: these hosts have xl. "$1": nonce. */
export const detectTwin: Program = ({ args, out }) => {
  out(`stateroom ${args[0] ?? ''} xl\n`);
  return 0;
};
