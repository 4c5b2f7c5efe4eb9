import type { CapacityPlan } from '../../../shared/capacity/capacity-plan.ts';
import { type Stream, streamsOf } from './plan-streams.ts';

/** The moves as streams from where VMs are to where they will be; a row of hosts is `rowPx` high. */
export function PlanLanes(props: {
  moves: CapacityPlan['moves'];
  hostIds: readonly string[];
  rowPx: number;
}) {
  const { moves, hostIds, rowPx } = props;
  const { streams, left } = streamsOf(moves, hostIds);
  const height = hostIds.length * rowPx;
  return (
    <div className="plan-lanes">
      <svg
        width="100%"
        height={height}
        viewBox={`0 0 100 ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={
          left > 0
            ? `The ${streams.length} largest streams of moves; ${left} smaller ones are not drawn`
            : `${streams.length} streams of moves`
        }
      >
        {streams.map((stream) => (
          <path
            key={`${stream.from}-${stream.to}`}
            d={curve(stream, rowPx)}
            strokeWidth={1 + Math.min(7, stream.vms)}
            vectorEffect="non-scaling-stroke"
          />
        ))}
      </svg>
    </div>
  );
}

function curve({ from, to }: Stream, rowPx: number): string {
  const [a, b] = [(from + 0.5) * rowPx, (to + 0.5) * rowPx];
  return `M0 ${a} C55 ${a} 45 ${b} 100 ${b}`;
}
