import { PassThrough, Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { commandLine } from '../../../src/main/core/shell/command-line.ts';
import { openCommand } from '../../../src/main/core/ssh/open-command.ts';
import { createSlots } from '../../../src/main/core/ssh/slots.ts';
import type { Exit, SshChannel, SshConnection } from '../../../src/main/core/ssh/ssh-connector.ts';
import { cancelledError } from '../../../src/main/core/ssh/ssh-errors.ts';
import { err, ok } from '../../../src/shared/result.ts';

/** A channel whose server says what the test has it say, in any order. */
function createChannel() {
  const stdin = new PassThrough();
  const [stdout, stderr] = [new Readable({ read() {} }), new Readable({ read() {} })];
  let exit: (exit: Exit) => void = () => {};
  const exited = new Promise<Exit>((resolve) => {
    exit = resolve;
  });
  const over = (stream: Readable) => new Promise((resolve) => stream.once('end', resolve));
  const drained = Promise.all([exited, over(stdout), over(stderr)]);
  const channel: SshChannel = {
    ...{ stdin, stdout, stderr, exited },
    ended: drained.then(([status]) => ok(status)),
    gone: drained.then(() => {}),
    kill() {},
  };
  return { channel, stdout, stderr, exit: () => exit({ code: 127, signal: null }) };
}

/** All that a stream says, and its end. */
function say(stream: Readable, text: string): void {
  stream.push(text);
  stream.push(null);
}

/**
 * Opens a command on the channel; the marker of its output is known once it was sent.
 * `onSent`: before anybody can listen to its output.
 */
function openOn(channel: SshChannel, onSent: () => void = () => {}) {
  let line = '';
  const connection = {
    exec: async (sent: string) => {
      line = sent;
      onSent();
      return ok(channel);
    },
  } as unknown as SshConnection;
  const opening = openCommand(
    {
      ...{ connection, user: 'ada', host: 'xen-a' },
      slots: createSlots({ limit: 1, waiting: 1, full: cancelledError }),
      openForwarding: async () => err(cancelledError()),
    },
    commandLine(['no-such-program']),
    { asRoot: false },
    60_000,
  );
  return { opening, marker: () => /stateroom (\w+) (\w+) /.exec(line)?.slice(1).join('') ?? '' };
}

it('a command whose exit status comes long before its words loses none of them', async () => {
  const { channel, stdout, stderr, exit } = createChannel();
  const { opening, marker } = openOn(channel);
  exit();
  // Longer than output is kept that nobody listens to.
  await sleep(1_500);
  say(stderr, `${marker()}\nno-such-program: not found\n`);
  say(stdout, `${marker()}\n`);
  const opened = await opening;
  if (!opened.ok) throw new Error(opened.error.message);
  const words: string[] = [];
  opened.value.onStderr((word) => words.push(word));
  expect(await opened.value.ended).toEqual(ok({ code: 127, signal: null }));
  expect(words).toEqual(['no-such-program: not found']);
});

it('a command of which everything comes at once has said it all when it has ended', async () => {
  const { channel, stdout, stderr, exit } = createChannel();
  const { opening, marker } = openOn(channel, () => {
    say(stderr, `${marker()}\nfirst\nthe last without a line end`);
    say(stdout, `${marker()}\nsaid`);
    exit();
  });
  const opened = await opening;
  if (!opened.ok) throw new Error(opened.error.message);
  const [words, said]: string[][] = [[], []];
  opened.value.onStdout((word) => said?.push(word));
  opened.value.onStderr((word) => words?.push(word));
  expect(await opened.value.ended).toEqual(ok({ code: 127, signal: null }));
  expect(said).toEqual(['said']);
  expect(words).toEqual(['first', 'the last without a line end']);
});
