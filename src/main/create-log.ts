import { join } from 'node:path';
import pino from 'pino';
import type { Log } from './core/log.ts';

/**
 * The console's log: one JSON line per event in DATA/logs/stateroom.log.
 * Anything that could be a secret is replaced by its name alone, wherever it stands in a record.
 */
export function createLog(options: { dataDir: string; level?: string }): Log {
  const secret = ['password', 'passphrase', 'privateKey', 'secret', 'token', 'values', 'stdin'];
  return pino(
    {
      level: options.level ?? 'info',
      base: null,
      redact: {
        paths: secret.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
        censor: '[redacted]',
      },
    },
    pino.destination({
      dest: join(options.dataDir, 'logs', 'stateroom.log'),
      mkdir: true,
      sync: true,
    }),
  );
}
