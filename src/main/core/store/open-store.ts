import { ok, type Result } from '../../../shared/result.ts';
import type { Log } from '../log.ts';
import { fileIsSound } from './check-file.ts';
import { type CopyStore, copyDatabase } from './copy-database.ts';
import { createHostKeyRepository, type HostKeyRepository } from './host-key-repository.ts';
import { createHostRepository, type HostRepository } from './host-repository.ts';
import {
  createImageServerRepository,
  type ImageServerRepository,
} from './image-server-repository.ts';
import { createImagesSeen, type ImagesSeen } from './images-seen.ts';
import { createJobJournal, type JobJournal } from './job-journal.ts';
import { createMoveHistory, type MoveHistory } from './move-history.ts';
import { createOutageRepository, type OutageRepository } from './outage-repository.ts';
import { siteLayout } from './schema.ts';
import { createSiteHistory, type SiteHistory } from './site-history.ts';
import { createSlaRepository, type SlaRepository } from './sla-repository.ts';
import { sqliteCode } from './sqlite-error.ts';
import { type Damage, openSqliteFile } from './sqlite-file.ts';

/** All that the console keeps on disk, besides settings and secrets. */
export interface Store {
  readonly history: SiteHistory;
  readonly journal: JobJournal;
  readonly moves: MoveHistory;
  readonly sla: SlaRepository;
  readonly outages: OutageRepository;
  readonly hosts: HostRepository;
  readonly hostKeys: HostKeyRepository;
  readonly imageServers: ImageServerRepository;
  readonly imagesSeen: ImagesSeen;
  /** What the user has to be told; null: all was well. */
  readonly damaged: Damage | null;
  /**
   * Whether the file is sound, where that was left for later. Before it is known nothing may be
   * written; one that is not must be closed and opened again without `checkLater`.
   */
  isSound(): Promise<boolean>;
  readonly copyTo: CopyStore;
  close(): void;
}

export interface StoreOptions {
  log: Log;
  now?: () => number;
  /** Does not wait for the check of the whole file: see `isSound`. */
  checkLater?: boolean;
}

/**
 * Opens the console's store; the file is made when it is not there.
 * @param path A file, or `:memory:` for a site whose history ends with the program (the demo).
 * @returns `store-unusable` when another console has it open, when a newer version wrote it,
 * or when the disk refuses.
 */
export function openStore(path: string, options: StoreOptions): Result<Store> {
  const { checkLater = false } = options;
  const opened = openSqliteFile(path, (options.now ?? Date.now)(), siteLayout, { checkLater });
  if (!opened.ok) {
    options.log.error({ path, error: opened.error }, 'the store cannot be used');
    return opened;
  }
  const { database, damaged, unchecked } = opened.value;
  if (damaged) options.log.error({ path, damaged }, 'the store was damaged; a fresh one was begun');
  try {
    return ok({
      history: createSiteHistory(database),
      journal: createJobJournal(database),
      moves: createMoveHistory(database),
      sla: createSlaRepository(database),
      outages: createOutageRepository(database),
      hosts: createHostRepository(database),
      hostKeys: createHostKeyRepository(database),
      imageServers: createImageServerRepository(database),
      imagesSeen: createImagesSeen(database),
      damaged,
      isSound: async () => !unchecked || fileIsSound(path),
      copyTo: copyDatabase(database),
      close: () => database.close(),
    });
  } catch (thrown) {
    database.close();
    // Already the first look at it met what the check would have found.
    if (unchecked && sqliteCode(thrown) !== null) {
      return openStore(path, { ...options, checkLater: false });
    }
    throw thrown;
  }
}
