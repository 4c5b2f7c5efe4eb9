import type { RolloutGlance } from '../../../shared/images/rollout-glance.ts';
import { endedStatuses } from '../../../shared/images/rollout-state.ts';
import { openImages } from '../../state/actions/view-actions.ts';
import { useApp } from '../../state/app-context.ts';
import { rolloutJobState, rolloutStatusText, rolloutTitle } from '../../state/rollout-text.ts';
import { Button } from '../../ui/button.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';

/** A rollout in the tray: how far it is, and the way to it. */
export function RolloutRow(props: {
  serverId: string;
  serverLabel: string;
  rollout: RolloutGlance;
}) {
  const { store } = useApp();
  const { serverId, serverLabel, rollout } = props;
  const title = rolloutTitle(rollout);
  const text = rolloutStatusText(rollout);
  return (
    <li className="job" data-state={rolloutJobState(rollout)} aria-label={title}>
      <div className="job-line">
        <i className="job-mark" aria-hidden />
        <div className="job-name">
          <b>{title}</b>
          <span className="job-route">on {serverLabel}</span>
        </div>
        {endedStatuses.includes(rollout.status) ? (
          <p className="job-end">{text}</p>
        ) : (
          <div className="job-progress">
            <span className="job-step">
              <span>{text}</span>
            </span>
            <ProgressBar
              label={title}
              fraction={rollout.total === 0 ? 1 : rollout.settled / rollout.total}
              text={text}
              tone={rollout.status === 'running' ? 'moving' : 'waiting'}
            />
          </div>
        )}
        <span className="job-times">
          <span>
            {rollout.settled} of {rollout.total}
          </span>
          <small>clients</small>
        </span>
        <span className="job-buttons">
          <Button
            size="s"
            label={`Open: ${title}`}
            onPress={() => openImages(store, { serverId, rolloutId: rollout.id })}
          >
            Open
          </Button>
        </span>
      </div>
    </li>
  );
}
