import { fingerprintOf, keyTypeOf } from './host-key.ts';

/** A key that can be offered, before anything was asked of its holder. */
export interface AgentKeyInfo {
  /** Base64. */
  publicBlob: string;
  comment: string;
}

export interface KeyFileInfo {
  path: string;
  /** Base64; null while only the passphrase could tell. */
  publicBlob: string | null;
}

export type KeyCandidate =
  | { kind: 'agent'; publicBlob: string; label: string }
  | { kind: 'file'; path: string; publicBlob: string | null; label: string };

const usableTypes = new Set([
  'ssh-ed25519',
  'ssh-rsa',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
]);

export interface KeyPlan {
  candidates: KeyCandidate[];
  /** Keys that are left out, as `label: why`. */
  notes: string[];
}

/**
 * The keys to offer, in OpenSSH's order: those of the agent that are also named as files, then
 * the agent's others (unless only the named ones may be used), then the files alone.
 */
export function planKeys(input: {
  agent: readonly AgentKeyInfo[];
  files: readonly KeyFileInfo[];
  only: boolean;
}): KeyPlan {
  const notes: string[] = [];
  const fileBlobs = input.files.map(({ publicBlob }) => publicBlob);
  const fromAgent: { candidate: KeyCandidate; rank: number }[] = [];
  for (const { publicBlob, comment } of input.agent) {
    const blob = Buffer.from(publicBlob, 'base64');
    const label = `agent key ${fingerprintOf(blob)}${comment ? ` (${comment})` : ''}`;
    const rank = fileBlobs.indexOf(publicBlob);
    if (rank === -1 && input.only) continue;
    if (!usableTypes.has(keyTypeOf(blob))) {
      notes.push(`${label}: this console cannot use ${keyTypeOf(blob)} keys`);
      continue;
    }
    fromAgent.push({
      candidate: { kind: 'agent', publicBlob, label },
      rank: rank === -1 ? input.files.length : rank,
    });
  }
  // A stable sort: among the agent's other keys its own order stays.
  fromAgent.sort((one, other) => one.rank - other.rank);
  return {
    candidates: [
      ...fromAgent.map(({ candidate }) => candidate),
      ...input.files.map((file) => ({ kind: 'file' as const, ...file, label: file.path })),
    ],
    notes,
  };
}

/** The ways to log in that are not keys, best first, as OpenSSH has them. */
export function planMethod(state: {
  allowed: readonly string[];
  keysLeft: boolean;
  /** How many passwords or dialogs the user may still try. */
  triesLeft: number;
  /** keyboard-interactive is of no use: it failed without asking anything. */
  dialogIsMute: boolean;
}): 'key' | 'dialog' | 'password' | null {
  if (state.keysLeft && state.allowed.includes('publickey')) return 'key';
  if (state.triesLeft <= 0) return null;
  if (state.allowed.includes('keyboard-interactive') && !state.dialogIsMute) return 'dialog';
  return state.allowed.includes('password') ? 'password' : null;
}
