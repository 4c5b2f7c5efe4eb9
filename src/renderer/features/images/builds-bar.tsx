import { type ReactNode, useState } from 'react';
import type { Build } from '../../../shared/images/build.ts';
import type { ImagesOverview } from '../../../shared/images/overview.ts';
import { Button } from '../../ui/button.tsx';
import { formatAgo } from '../../ui/format/ago.ts';
import { Spinner } from '../../ui/spinner.tsx';
import { ActButton } from './act-button.tsx';
import { BuildDialog } from './build-dialog.tsx';
import { BuildLogDialog } from './build-log-dialog.tsx';
import { useBuilds } from './use-builds.ts';

/** A build that went wrong is told for a day, or until the next of its role. */
const toldMs = 24 * 3_600_000;

const stateText: Record<Build['state'], string> = {
  running: 'is being built',
  done: 'was built',
  failed: 'could not be built',
  cancelled: 'was cancelled',
  lost: 'was cut off in the middle',
};

/** Builds a new version, and says what is being built and what went wrong. */
export function BuildsBar(props: {
  serverId: string;
  overview: ImagesOverview;
  onChanged: () => void;
  /** Other ways to a new version. */
  children?: ReactNode;
}) {
  const { serverId, overview, onChanged, children } = props;
  const builds = useBuilds(serverId);
  const [asked, setAsked] = useState<'recipe' | { follow: string } | null>(null);
  const told = builds.filter(
    ({ state, startedAt }) =>
      state === 'running' ||
      ((state === 'failed' || state === 'lost') && overview.at - startedAt < toldMs),
  );
  const close = () => {
    setAsked(null);
    onChanged();
  };
  return (
    <section className="images-builds" aria-label="Builds">
      <ActButton onPress={() => setAsked('recipe')}>Build an image…</ActButton>
      {children}
      {told.map((build) => (
        <p key={build.role} data-state={build.state} role="status">
          {build.state === 'running' ? <Spinner /> : null}
          <span>
            <strong>{build.role}</strong> {stateText[build.state]}, begun{' '}
            {formatAgo(build.startedAt, overview.at)} by {build.by}
          </span>
          <Button size="s" onPress={() => setAsked({ follow: build.role })}>
            {build.state === 'running' ? 'Follow…' : 'See why…'}
          </Button>
        </p>
      ))}
      {asked === 'recipe' ? (
        <BuildDialog
          serverId={serverId}
          roles={overview.roles}
          running={builds.filter(({ state }) => state === 'running').map(({ role }) => role)}
          onClose={close}
          onBegun={(role) => setAsked({ follow: role })}
        />
      ) : null}
      {asked !== null && asked !== 'recipe' ? (
        <BuildLogDialog serverId={serverId} role={asked.follow} onClose={close} />
      ) : null}
    </section>
  );
}
