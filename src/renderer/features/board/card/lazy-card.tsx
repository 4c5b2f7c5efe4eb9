import { useAppState } from '../../../state/app-context.ts';
import { useTurn } from '../../../ui/use-turn.ts';
import { HostCard, type HostCardProps } from './host-card.tsx';

/** A host's card, filled when its turn comes; until then its frame and name keep the place. */
export function LazyCard({ waits, ...props }: HostCardProps & { waits: boolean }) {
  const ready = useTurn(waits);
  return ready ? <HostCard {...props} /> : <CardFrame {...props} />;
}

function CardFrame({ hostId, left, width, height, metrics }: HostCardProps) {
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
