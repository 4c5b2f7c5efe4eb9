import type { HostPreview } from '../../../shared/images/host-preview.ts';
import { formatDuration } from '../../ui/format/duration.ts';
import { formatMemory } from '../../ui/format/memory.ts';
import { plural } from '../../ui/format/plural.ts';
import { Spinner } from '../../ui/spinner.tsx';
import './xen-hosts.css';

/** Which VMs a rollout moves off each of its Xen hosts, and which hosts it could not empty. */
export function HostPreviewList(props: {
  hosts: readonly HostPreview[] | null;
  comeBack: boolean;
}) {
  const { hosts, comeBack } = props;
  return (
    <section aria-label="What is moved away">
      <h3>What is moved away</h3>
      <p className="images-sub">
        One host at a time: its VMs are moved away live, it reboots, it is verified,{' '}
        {comeBack ? 'and they are moved back.' : 'and they stay where they are.'} As the site is
        now; each host is planned anew when its turn comes.
      </p>
      {hosts === null ? (
        <p className="images-waiting">
          <Spinner /> Working out where each VM would go…
        </p>
      ) : (
        <ul className="images-hosts">
          {hosts.map((host) => (
            <HostItem key={host.client} host={host} comeBack={comeBack} />
          ))}
        </ul>
      )}
    </section>
  );
}

function HostItem({ host, comeBack }: { host: HostPreview; comeBack: boolean }) {
  const { label, moves, stays, problem, isStillRead } = host;
  const there = moves.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const isStuck = !isStillRead && (problem !== null || stays.length > 0);
  const oneWay = comeBack ? moves.filter(({ noWayBack }) => noWayBack !== null) : [];
  return (
    <li data-troubled={isStuck || undefined}>
      <strong>{label}</strong>{' '}
      {isStillRead
        ? 'is still being read, or another host that could take its VMs is.'
        : isStuck
          ? 'cannot be emptied: it would be left as it is, and the rollout halt there.'
          : moves.length === 0
            ? 'runs no VM: it reboots at once.'
            : `${plural(moves.length, 'VM')} away, about ${formatDuration(there)}${comeBack ? ' each way' : ''}.`}
      {isStillRead ? <Spinner /> : null}
      {isStuck && problem !== null ? <p className="images-trouble">{problem}</p> : null}
      {isStuck
        ? stays.map(({ vm, reason }) => (
            <p key={vm} className="images-trouble">
              {vm}: {reason}
            </p>
          ))
        : null}
      {isStuck || isStillRead || moves.length === 0 ? null : (
        <details>
          <summary>Which go where</summary>
          <ul>
            {moves.map(({ vm, to, memoryMiB, durationMs }) => (
              <li key={vm}>
                {vm} → {to}, {formatMemory(memoryMiB)}, about {formatDuration(durationMs)}
              </li>
            ))}
          </ul>
        </details>
      )}
      {isStuck || isStillRead
        ? null
        : oneWay.map(({ vm, to, noWayBack }) => (
            <p key={vm} className="images-trouble">
              {vm} would stay on {to}: {noWayBack}
            </p>
          ))}
    </li>
  );
}
