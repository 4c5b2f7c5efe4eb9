import type { Readable } from 'node:stream';
import type { CommandInput } from '../shell/call.ts';

/** Gathers a channel's input; more than 4 MiB is dropped, no command of a demo host needs that. */
export function gatherInput(channel: Readable): CommandInput {
  const limit = 4 * 1024 * 1024;
  const chunks: Buffer[] = [];
  let size = 0;
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  channel.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= limit) chunks.push(chunk);
  });
  channel.once('end', resolve);
  channel.once('close', resolve);
  return {
    ended,
    all: async () => {
      await ended;
      return Buffer.concat(chunks).toString('utf8');
    },
  };
}
