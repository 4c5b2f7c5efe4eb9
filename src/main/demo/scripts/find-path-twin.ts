import type { Call, Program } from '../shell/call.ts';
import { arrive } from './transport.ts';

/** What a command says at the target, with its errors and its status. */
async function runThere(call: Call, line: string) {
  const arrived = await arrive(call, line);
  if (!arrived.ok) return { said: '', lines: arrived.lines, status: 255 };
  const { text, name, args } = arrived.remote;
  let said = '';
  let errors = '';
  const there: Call = {
    ...call,
    host: arrived.target,
    args: [],
    out: (more) => {
      said += more;
    },
    err: (more) => {
      errors += more;
    },
    openAgent: null,
  };
  const status = await call.runScript({ ...there, args }, { text, name });
  return { said: said.trimEnd(), lines: errors.split('\n').filter((one) => one !== ''), status };
}

/** stateroom-find-path: see there for its arguments and words. */
export const findPathTwin: Program = async (call) => {
  const [folder = '', known = '', token = '', ...transports] = call.args;
  const { files } = call.host.sim;
  if (files.isFolder(folder)) {
    call.out(`E mkdir: cannot create directory '${folder}': File exists\n`);
    return 0;
  }
  files.write(`${folder}/known_hosts`, `${known}\n`, call.world.clock.now());
  try {
    for (const [at, transport] of transports.entries()) {
      call.out(`try ${at}\n`);
      const { said, lines, status } = await runThere(call, transport);
      for (const line of lines) call.out(`E ${line}\n`);
      if (said.includes(token)) {
        call.out(said === token ? 'reached\n' : 'noise\n');
        return 0;
      }
      call.out(`failed ${status}\n`);
    }
    return 0;
  } finally {
    files.removeTree(folder);
  }
};

/** stateroom-answer: says what it is asked to say, as xl is there. */
export const answerTwin: Program = ({ args, out }) => {
  out(`${args[0] ?? ''}\n`);
  return 0;
};
