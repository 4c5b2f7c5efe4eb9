import { useState } from 'react';
import type { ImagesOverview } from '../../../shared/images/overview.ts';
import { statusText } from '../../state/rollout-text.ts';
import { Button } from '../../ui/button.tsx';
import { formatAgo } from '../../ui/format/ago.ts';
import { shortDigest, tallyText } from './image-text.ts';
import { RecordView } from './record-view.tsx';
import { RolloutView } from './rollout-view.tsx';

/** Rollouts under way, and the record of those that are over. */
export function RolloutsList(props: {
  serverId: string;
  overview: ImagesOverview;
  /** The one that was asked for; null: whichever. */
  first: string | null;
  onChanged: () => void;
}) {
  const { serverId, overview, onChanged } = props;
  const [chosen, setChosen] = useState(props.first);
  const isOver = overview.ended.some(({ id }) => id === props.first);
  const [recorded, setRecorded] = useState(isOver ? props.first : null);
  const open = overview.rollouts.find(({ id }) => id === chosen) ?? overview.rollouts[0];
  if (recorded !== null) {
    return (
      <RecordView serverId={serverId} rolloutId={recorded} onClose={() => setRecorded(null)} />
    );
  }
  return (
    <>
      {overview.rollouts.length === 0 ? (
        <p className="images-none">
          No rollout is under way. Begin one at a version, under Images: the plan shows who is
          touched when, before anything happens.
        </p>
      ) : null}
      {overview.rollouts.length > 1 ? (
        <ul className="images-choices" aria-label="Open rollouts">
          {overview.rollouts.map((one) => (
            <li key={one.id}>
              <Button size="s" expanded={one === open} onPress={() => setChosen(one.id)}>
                {one.role} {shortDigest(one.digest)}: {statusText[one.head.status]}
              </Button>
            </li>
          ))}
        </ul>
      ) : null}
      {open ? (
        <RolloutView key={open.id} serverId={serverId} row={open} onChanged={onChanged} />
      ) : null}
      {overview.ended.length > 0 ? (
        <section aria-label="Finished rollouts">
          <h2>Finished</h2>
          <table className="images-table">
            <thead>
              <tr>
                <th>Rollout</th>
                <th>Ended</th>
                <th>How</th>
                <th>Clients</th>
                <th>
                  <span className="visually-hidden">Record</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {overview.ended.map((one) => (
                <tr key={one.id}>
                  <td>
                    {one.role} <code>{shortDigest(one.digest)}</code>
                    <div className="images-sub">by {one.createdBy}</div>
                  </td>
                  <td>{formatAgo(one.endedAt * 1000, overview.at)}</td>
                  <td>
                    {statusText[one.head.status]}
                    {one.head.reason ? <div className="images-sub">{one.head.reason}</div> : null}
                  </td>
                  <td>{tallyText(one.tally)}</td>
                  <td className="images-actions">
                    <Button
                      size="s"
                      label={`Record of ${one.id}`}
                      onPress={() => setRecorded(one.id)}
                    >
                      Record
                    </Button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      ) : null}
    </>
  );
}
