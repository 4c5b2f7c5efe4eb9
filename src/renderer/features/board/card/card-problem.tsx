import type { Host } from '../../../../shared/model/host.ts';
import { useAppState } from '../../../state/app-context.ts';
import type { HostCondition } from '../../../state/host-condition.ts';
import { elsewhereBlock } from '../../../state/outage-state.ts';
import { shownBlock } from '../../../state/travel.ts';
import { formatLastSeen } from '../../../ui/format/last-seen.ts';
import { useNow } from '../../../ui/use-now.ts';

interface Words {
  title: string;
  text: string;
  hint: string | null;
  action: { name: string; label: string } | null;
}

function wordsFor(
  condition: HostCondition,
  lastSeen: number | null,
  hasPrompt: boolean,
  now: number,
): Words | null {
  const seen = formatLastSeen(lastSeen, now);
  switch (condition.kind) {
    case 'ready':
    case 'reading':
      return null;
    case 'connecting':
      return {
        title: lastSeen === null ? 'Connecting…' : `Connecting…, ${seen}`,
        text: condition.error?.message ?? 'Waiting for its answer.',
        hint: condition.error?.hint ?? null,
        action: null,
      };
    case 'idle':
      return {
        title: `Not connected, ${seen}`,
        text: 'You disconnected it, or it was never connected.',
        hint: null,
        action: { name: 'connect', label: 'Connect' },
      };
    case 'offline': {
      const wait = condition.retryAt === null ? null : Math.ceil((condition.retryAt - now) / 1000);
      return {
        title: `Unreachable, ${seen}`,
        text: condition.error?.message ?? 'The connection was lost.',
        hint: condition.error?.hint ?? null,
        action: {
          name: 'connect',
          label: wait !== null && wait > 0 ? `Retry (in ${wait} s)` : 'Retry',
        },
      };
    }
    case 'blocked':
      return {
        title: `Needs you, ${seen}`,
        text: condition.error?.message ?? 'It waits for an answer of yours.',
        hint: condition.error?.hint ?? null,
        action: hasPrompt ? null : { name: 'connect', label: 'Try again' },
      };
    case 'no-toolstack':
      return condition.toolstack === 'xe'
        ? {
            title: 'Driven by xe',
            text: 'This is an XCP-ng or XenServer host. It is reachable, but this version drives xl only.',
            hint: null,
            action: null,
          }
        : {
            title: 'No Xen toolstack',
            text: 'It answers over SSH, but has neither xl nor xe: it may have booted without Xen.',
            hint: null,
            action: { name: 'refresh', label: 'Look again' },
          };
  }
}

/** Why a host shows no numbers now, in the error's own words, and the way out. */
export function CardProblem({
  host,
  condition,
  hasPrompt,
}: {
  host: Host;
  condition: HostCondition;
  hasPrompt: boolean;
}) {
  const now = useNow(1000);
  const isLive = useAppState((state) => shownBlock(state) === null);
  const canGoElsewhere = useAppState((state) => elsewhereBlock(state, host.id) === null);
  const words = wordsFor(condition, host.link.lastSeen, hasPrompt, now);
  if (!words) return null;
  return (
    <div className="card-problem">
      <strong>{words.title}</strong>
      <p title={[words.text, words.hint].filter(Boolean).join(' ')}>
        {words.text}
        {words.hint ? <span className="card-hint"> {words.hint}</span> : null}
      </p>
      <div className="card-problem-actions">
        {words.action && isLive ? (
          <button type="button" className="card-button" data-action={words.action.name}>
            {words.action.label}
          </button>
        ) : null}
        {canGoElsewhere ? (
          <button
            type="button"
            className="card-button"
            data-action="elsewhere"
            aria-label={`Start the VMs of ${host.label} elsewhere`}
          >
            Elsewhere…
          </button>
        ) : null}
        <button
          type="button"
          className="card-button"
          data-look="quiet"
          data-action="host"
          aria-label={`Details of ${host.label}`}
        >
          Details
        </button>
      </div>
    </div>
  );
}
