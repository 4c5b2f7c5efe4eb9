import { Ban, CircleCheck } from 'lucide-react';
import type { VmRef } from '../../../shared/model/vm.ts';
import { useApp } from '../../state/app-context.ts';
import { plural } from '../../ui/format/plural.ts';
import { useNow } from '../../ui/use-now.ts';
import { FactGroup } from './facts.tsx';
import { moveOptions } from './move-options.ts';

const mostShown = 4;

function listed(labels: readonly string[]): string {
  const shown = labels.slice(0, mostShown).join(', ');
  return labels.length > mostShown ? `${shown} and ${labels.length - mostShown} more` : shown;
}

/** Where the VM may move, and what stops it. Looks every other second: loads change all the time. */
export function MovePart({ vmRef }: { vmRef: VmRef }) {
  const { store } = useApp();
  useNow(2000);
  const { site } = store.getState();
  const others = Object.keys(site.hosts).length - 1;
  const { willing, everywhere, refusals } = moveOptions(site, vmRef);
  if (others < 1) {
    return (
      <FactGroup title="Where it can move">
        <p className="fact-quiet">There is no other host on the board.</p>
      </FactGroup>
    );
  }
  return (
    <FactGroup title="Where it can move">
      <ul className="move-part">
        {willing.length > 0 ? (
          <li data-answer="yes">
            <CircleCheck size={15} aria-hidden />
            <p>
              {willing.length === others
                ? `${others === 1 ? 'The other host says' : `All ${others} other hosts say`} yes: `
                : `${willing.length} of ${plural(others, 'other host')} ${willing.length === 1 ? 'says' : 'say'} yes: `}
              <bdi>{listed(willing)}</bdi>
            </p>
          </li>
        ) : null}
        {everywhere.map((reason) => (
          <li key={reason.code} data-answer="no" data-reason={reason.code}>
            <Ban size={15} aria-hidden />
            <p>
              {reason.message} <span className="fact-note">{reason.remedy}</span>
            </p>
          </li>
        ))}
        {refusals.slice(0, mostShown).map(({ hostLabel, reason }) => (
          <li key={hostLabel} data-answer="no" data-reason={reason.code}>
            <Ban size={15} aria-hidden />
            <p>
              <b>
                <bdi>{hostLabel}</bdi>
              </b>
              : {reason.message}
            </p>
          </li>
        ))}
      </ul>
      {refusals.length > mostShown ? (
        <p className="fact-quiet">
          {plural(refusals.length - mostShown, 'more host')} cannot take it: “Move to…” says why.
        </p>
      ) : null}
    </FactGroup>
  );
}
