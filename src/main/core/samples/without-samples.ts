import { type AppError, appError } from '../../../shared/app-error.ts';
import { err, ok } from '../../../shared/result.ts';
import type { SampleStore } from './sample-store.ts';

/** In the place of samples that cannot be opened: takes none, and says why there are none. */
export function withoutSamples(error: AppError): SampleStore {
  return {
    damaged: null,
    // Told once, when the site opens, and not with each sample.
    record: () => ok(undefined),
    series: () => err(error),
    dailyPeaks: () => err(error),
    copyTo: async () => err(error),
    close: () => {},
  };
}

/** That the site goes on without its samples, why, and what to do. */
export function noSamplesWarning({ code, message, hint, details }: AppError): AppError {
  return appError(code, `No usage is kept and no graph can be drawn: ${message}`, {
    hint: `${hint ?? ''} Everything else of the site works.`.trim(),
    ...(details === undefined ? {} : { details }),
  });
}
