import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHostLink } from '../../src/main/core/ssh/host-link.ts';
import { defaultLinkLimits, type LinkLimits } from '../../src/main/core/ssh/link-limits.ts';
import { createSessionSecrets } from '../../src/main/core/ssh/session-secrets.ts';
import type { HostLink } from '../../src/main/core/ssh/ssh-port.ts';
import { createSshShared } from '../../src/main/core/ssh/ssh-shared.ts';
import type { HostKeyStore } from '../../src/main/core/ssh/ssh-stores.ts';
import {
  createSsh2Connector,
  type KeepaliveOptions,
} from '../../src/main/core/ssh/ssh2-connector.ts';
import type {
  Access,
  HostKey,
  Link,
  Prompt,
  PromptAnswer,
} from '../../src/shared/model/connection.ts';
import { ok } from '../../src/shared/result.ts';
import { recordingLog } from './quiet-log.ts';
import { until } from './until.ts';

/** What the user would do, now or later; `wait` leaves the question open. */
export type Answer = PromptAnswer | Promise<PromptAnswer> | 'wait';

export interface SshSite {
  /** A home folder of its own, with `.ssh` not there. */
  readonly folder: string;
  readonly configPath: string;
  readonly secrets: ReturnType<typeof createSessionSecrets>;
  readonly pinned: Map<string, HostKey>;
  /** Every question that was asked. */
  readonly prompts: Prompt[];
  /** Questions that were taken back before an answer. */
  readonly takenBack: Prompt[];
  readonly logLines: string[];
  writeConfig(text: string): void;
  link(access: Partial<Access> & { port?: number }, options?: { label?: string }): HostLink;
  close(): Promise<void>;
}

/** Trusts every host key and closes every other question. */
export function trusting(prompt: Prompt): Answer {
  return prompt.kind === 'host-key-new'
    ? { kind: 'trust', fingerprint: prompt.offered.fingerprint }
    : { kind: 'cancel' };
}

export function secret(...values: string[]): PromptAnswer {
  return { kind: 'secret', values, remember: false };
}

/** The sessions of one site with nothing of this machine's user in them: real parts, own folder. */
export function createSshSite(
  options: {
    answer?: (prompt: Prompt) => Answer;
    agentSocket?: string | null;
    keepalive?: KeepaliveOptions;
    limits?: Partial<LinkLimits>;
  } = {},
): SshSite {
  const { answer = trusting, agentSocket = null } = options;
  const folder = mkdtempSync(join(tmpdir(), 'stateroom-ssh-'));
  const configPath = join(folder, 'ssh_config');
  const log = recordingLog();
  const secrets = createSessionSecrets();
  const pinned = new Map<string, HostKey>();
  const hostKeys: HostKeyStore = {
    get: (place) => ok(pinned.get(place) ?? null),
    pin(place, key) {
      pinned.set(place, key);
      return ok(undefined);
    },
  };
  const prompts: Prompt[] = [];
  const takenBack: Prompt[] = [];
  const links: HostLink[] = [];
  const connector = createSsh2Connector(options.keepalive);
  const shared = createSshShared({ secrets, log });
  return {
    folder,
    configPath,
    secrets,
    pinned,
    prompts,
    takenBack,
    logLines: log.lines,
    writeConfig: (text) => writeFileSync(configPath, text),
    link(access, { label } = {}) {
      const hostId = `host-${links.length}`;
      const link = createHostLink({
        hostId,
        hostLabel: label ?? hostId,
        access: {
          address: '127.0.0.1',
          port: 22,
          user: 'root',
          identityFiles: [],
          proxyJump: [],
          migrationAddress: null,
          migrationPort: null,
          ...access,
        },
        lastSeen: null,
        connector,
        shared,
        hostKeys,
        secrets,
        prompts: {
          ask(prompt, signal) {
            prompts.push(prompt);
            const now = answer(prompt);
            if (now !== 'wait') return Promise.resolve(now);
            return new Promise((resolve) => {
              const back = () => {
                takenBack.push(prompt);
                resolve({ kind: 'cancel' });
              };
              signal.addEventListener('abort', back, { once: true });
            });
          },
        },
        log,
        sshConfig: { path: configPath, home: folder },
        agentSocket,
        limits: { ...defaultLinkLimits, ...options.limits },
      });
      links.push(link);
      return link;
    },
    async close() {
      await Promise.all(links.map((link) => link.close()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Waits for a state of the link; the message says what it was in instead. */
export async function linkIn(link: HostLink, state: Link['state']): Promise<Link> {
  try {
    return await until(() => link.link.state === state && link.link, `${link.hostId} is ${state}`);
  } catch (error) {
    throw new Error(
      `${error instanceof Error ? error.message : error}: ${JSON.stringify(link.link)}`,
    );
  }
}
