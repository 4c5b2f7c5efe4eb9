import { useState } from 'react';
import { useAppState } from '../../../state/app-context.ts';
import { useTurn } from '../../../ui/use-turn.ts';
import { HostCard, type HostCardProps } from './host-card.tsx';

type LazyCardProps = Omit<HostCardProps, 'vmsWait'> & { waits: boolean };

/**
 * A host's card, filled when its turn comes, and with its VMs when that of them comes; until then
 * its frame and name keep the place.
 */
export function LazyCard({ waits, ...props }: LazyCardProps) {
  // As it was when the card came up: what it is later changes nothing.
  const [late] = useState(waits);
  const focused = useAppState((state) => state.view.focus?.hostId === props.hostId);
  // The keyboard does not wait.
  const ready = useTurn(late) || focused;
  return ready ? <HostCard {...props} vmsWait={late} /> : <CardFrame {...props} />;
}

function CardFrame({ hostId, left, width, height, metrics }: Omit<LazyCardProps, 'waits'>) {
  const label = useAppState((state) => state.site.hosts[hostId]?.label ?? '');
  return (
    <article
      className="card"
      data-density={metrics.density}
      aria-label={label}
      aria-busy="true"
      style={{ left, width, height }}
    >
      <header className="card-head">
        <span className="card-name">{label}</span>
      </header>
    </article>
  );
}
