import { Ban, TriangleAlert } from 'lucide-react';
import type { MoveReason } from '../../../shared/migration/verdict.ts';
import { plural } from '../../ui/format/plural.ts';
import './reasons.css';

/** Reasons against a move or to know before it, each with what to do about it. */
export function Reasons({ reasons }: { reasons: readonly (MoveReason & { count?: number })[] }) {
  if (reasons.length === 0) return null;
  return (
    <ul className="reasons">
      {reasons.map((reason) => (
        <li
          key={reason.code + reason.message}
          data-severity={reason.severity}
          data-reason={reason.code}
        >
          {reason.severity === 'blocks' ? (
            <Ban size={16} aria-label="Forbids the move" />
          ) : (
            <TriangleAlert size={16} aria-label="Good to know" />
          )}
          <div>
            <p>
              {reason.count && reason.count > 1 ? <b>{plural(reason.count, 'VM')}: </b> : null}
              {reason.message}
            </p>
            <p className="reason-remedy">{reason.remedy}</p>
          </div>
        </li>
      ))}
    </ul>
  );
}
