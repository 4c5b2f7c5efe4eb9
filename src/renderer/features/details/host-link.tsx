import type { Host } from '../../../shared/model/host.ts';
import { useAppState } from '../../state/app-context.ts';
import { type HostCondition, hostCondition } from '../../state/host-condition.ts';
import { formatAgo } from '../../ui/format/ago.ts';
import { formatLastSeen } from '../../ui/format/last-seen.ts';
import { useNow } from '../../ui/use-now.ts';

const words: Record<HostCondition['kind'], string> = {
  ready: 'online',
  reading: 'online, being read',
  connecting: 'connecting',
  idle: 'not connected',
  offline: 'unreachable',
  blocked: 'needs you',
  'no-toolstack': 'online, without a toolstack that is driven here',
};

/** The state of its connection, since when, and when it last answered; in a site file, as it was. */
export function HostLink({ host }: { host: Host }) {
  const now = useNow(1000);
  const { link } = host;
  const madeAt = useAppState(({ site }) => site.file?.madeAt ?? null);
  const condition = hostCondition(host);
  const wait = link.retryAt === null ? 0 : Math.ceil((link.retryAt - now) / 1000);
  const more = [
    link.state === 'online'
      ? madeAt === null
        ? `connected ${formatAgo(link.since, now)}`
        : `as the file was made ${formatAgo(madeAt, now)}`
      : formatLastSeen(link.lastSeen, now),
    ...(link.state === 'offline' && wait > 0 ? [`tried again in ${wait} s`] : []),
  ];
  return (
    <p className="panel-state" data-link={link.state}>
      {words[condition.kind]}, {more.join(', ')}
    </p>
  );
}
