import { ReadableStream as WebStream } from 'node:stream/web';

/** The page's name for what is the same class here: with the page's types beside Node's, two types. */
type Stream = ReadableStream<Uint8Array>;

/** Sends bytes through age's streams as a stage of a pipeline of Node's. */
export async function* throughAge(
  source: AsyncIterable<Uint8Array>,
  act: (stream: Stream) => Promise<Stream>,
): AsyncGenerator<Uint8Array> {
  const answer = await act(WebStream.from(source) as unknown as Stream);
  yield* answer as unknown as WebStream<Uint8Array>;
}
