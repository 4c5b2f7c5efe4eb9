import type { Drift, ImagesOverview } from '../../../shared/images/overview.ts';
import type { ClientProgress, ClientState } from '../../../shared/images/rollout-state.ts';

/** Enough of a digest to tell versions apart. */
export function shortDigest(digest: string | null): string {
  return digest === null ? '—' : digest.slice(0, 12);
}

export const driftText: Record<Drift, string> = {
  none: 'As it should be',
  silent: 'Silent',
  'other-image': 'Runs another image',
  'no-state-drive': 'Without its drive',
  unhealthy: 'Unhealthy',
  'boot-file': 'Boot file changed',
  'off-channel': 'Not its channel’s image',
};

export const clientKindText: Record<ImagesOverview['clients'][number]['kind'], string> = {
  'xen-vm': 'VM',
  'xen-host': 'Xen host',
  'bare-metal': 'Machine',
};

export const clientStateText: Record<ClientState, string> = {
  pending: 'waiting',
  leased: 'being pointed at the image',
  switched: 'about to reboot',
  rebooting: 'rebooting',
  verifying: 'being verified',
  healthy: 'healthy',
  failed: 'failed',
  'timed-out': 'timed out',
  'skipped-offline': 'skipped',
  'rolled-back': 'rolled back',
};

/** What a Xen host on its way is at, where nothing more is known. */
export function hostStepText({ state, order }: Pick<ClientProgress, 'state' | 'order'>): string {
  if (order?.kind === 'evacuate') return 'is being emptied.';
  if (order?.kind === 'check-host') return 'is up; its toolstack is asked.';
  if (order?.kind === 'bring-back') return 'is healthy; its VMs come back.';
  return `is ${clientStateText[state]}.`;
}

/** “12 healthy, 1 failed, 40 waiting”, the end of the way first. */
export function tallyText(tally: ImagesOverview['rollouts'][number]['tally']): string {
  const order: ClientState[] = [
    ...(['healthy', 'failed', 'timed-out', 'rolled-back', 'skipped-offline'] as const),
    ...(['verifying', 'rebooting', 'switched', 'leased', 'pending'] as const),
  ];
  return order
    .flatMap((state) => (tally[state] ? [`${tally[state]} ${clientStateText[state]}`] : []))
    .join(', ');
}
