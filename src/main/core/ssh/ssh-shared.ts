import { appError } from '../../../shared/app-error.ts';
import type { PromptAnswer } from '../../../shared/model/connection.ts';
import type { Log } from '../log.ts';
import { type ConfigReader, createConfigReader } from './config-reader.ts';
import { createHopPool, type HopPool } from './hop-pool.ts';
import { createKeyShelf, type KeyShelf } from './key-shelf.ts';
import type { OpenFailure } from './open-route.ts';
import { createSharedWork, type SharedWork } from './shared-work.ts';
import { createSlots, type Slots } from './slots.ts';
import type { SecretStore } from './ssh-stores.ts';

/**
 * What all sessions of a site have in common, so that a thousand hosts read one configuration,
 * decrypt one key, ask one question and log in to one bastion once.
 */
export interface SshShared {
  keys: KeyShelf;
  config: ConfigReader;
  hops: HopPool<OpenFailure>;
  /** Logins at once: more would only make each of them slow enough to time out. */
  logins: Slots;
  /** Questions about a host key, by place and fingerprint. */
  hostKeyQuestions: SharedWork<PromptAnswer>;
}

const loginsAtOnce = 32;

export function createSshShared(deps: { secrets: SecretStore; log: Log }): SshShared {
  return {
    keys: createKeyShelf(deps),
    config: createConfigReader(),
    hops: createHopPool(),
    logins: createSlots({
      limit: loginsAtOnce,
      waiting: Number.MAX_SAFE_INTEGER,
      full: () => appError('internal', 'The queue of logins is full.'),
    }),
    hostKeyQuestions: createSharedWork(),
  };
}
