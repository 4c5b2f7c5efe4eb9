import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type AppError, appError } from '../../../../shared/app-error.ts';

/** How much is read at once; half of an SSH channel's window. */
const chunkBytes = 1024 * 1024;

/**
 * The files of an image as its server takes them: one after the other, and then the digest as it
 * is here. `failure` says why it ended early: a file that cannot be read, or has another length
 * than it was announced with, or another digest than was wished.
 */
export function sendFiles(options: {
  files: readonly { name: string; path: string; bytes: number }[];
  /** Null: whatever it is. */
  digest: string | null;
  onBytes(bytes: number): void;
}): { bytes: AsyncGenerator<Uint8Array>; failure(): AppError | null } {
  let failure: AppError | null = null;

  function fail(error: AppError): never {
    failure = error;
    throw new Error(error.message);
  }

  async function* bytes(): AsyncGenerator<Uint8Array> {
    const sums = createHash('sha256');
    let sent = 0;
    for (const { name, path, bytes: announced } of options.files) {
      const sum = createHash('sha256');
      let own = 0;
      try {
        for await (const chunk of createReadStream(path, { highWaterMark: chunkBytes })) {
          own += chunk.length;
          if (own > announced) fail(changed(path));
          sum.update(chunk);
          yield chunk;
          sent += chunk.length;
          options.onBytes(sent);
        }
      } catch (thrown) {
        if (failure) throw thrown;
        const details = thrown instanceof Error ? thrown.message : String(thrown);
        fail(appError('image-not-found', `${path} could not be read to its end.`, { details }));
      }
      if (own !== announced) fail(changed(path));
      sums.update(`${sum.digest('hex')}  ${name}\n`);
    }
    const digest = sums.digest('hex');
    if (options.digest !== null && options.digest !== digest) {
      fail(
        appError('digest-mismatch', `These files are ${digest}, and not ${options.digest}.`, {
          hint: 'They were damaged on their way here, or others were meant. Fetch them again, or leave the digest out.',
        }),
      );
    }
    yield Buffer.from(`digest ${digest}\n`);
  }

  return { bytes: bytes(), failure: () => failure };
}

function changed(path: string): AppError {
  return appError('conflict', `${path} changed while it was read.`, {
    hint: 'Something still writes it. Wait until it is whole, and import it again.',
    retryable: true,
  });
}
