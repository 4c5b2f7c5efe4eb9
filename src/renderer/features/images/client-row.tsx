import type { ImagesOverview } from '../../../shared/images/overview.ts';
import { formatAgo } from '../../ui/format/ago.ts';
import { formatDuration } from '../../ui/format/duration.ts';
import { clientKindText, driftText, shortDigest } from './image-text.ts';

type Client = ImagesOverview['clients'][number];

/** A clock that is off by less is nobody's trouble. */
const clockSeconds = 120;

/** One client: what it runs against what it should, and everything that is not as it should be. */
export function ClientRow(props: {
  client: Client;
  picked: boolean;
  onPick: (picked: boolean) => void;
}) {
  const { client } = props;
  const { drifts } = client;
  return (
    <tr data-drift={client.drift}>
      <td>
        <input
          type="checkbox"
          aria-label={client.id}
          checked={props.picked}
          onChange={({ target }) => props.onPick(target.checked)}
        />
      </td>
      <td>
        {client.id}
        <div className="images-sub">{clientKindText[client.kind]}</div>
      </td>
      <td>
        {client.role}, {client.group}
      </td>
      <td>{client.channel ?? 'one version'}</td>
      <td>
        <code>{shortDigest(client.desired)}</code>
      </td>
      <td>
        <code>{shortDigest(client.running)}</code>
      </td>
      <td>
        <span className="images-state">
          {drifts.length === 0 ? driftText.none : drifts.map((one) => driftText[one]).join(', ')}
        </span>
        <div className="images-sub">{detailText(client)}</div>
      </td>
    </tr>
  );
}

function detailText(client: Client): string {
  const { reportAge, clockOffSeconds, healthText, heldBy } = client;
  const parts = [
    ...(client.drifts.includes('unhealthy') && healthText !== '' ? [healthText] : []),
    reportAge === null ? 'has never reported' : `reported ${formatAgo(-reportAge * 1000, 0)}`,
    ...(clockOffSeconds !== null && Math.abs(clockOffSeconds) > clockSeconds
      ? [
          `its clock is ${formatDuration(Math.abs(clockOffSeconds) * 1000)} ${clockOffSeconds < 0 ? 'behind' : 'ahead'}`,
        ]
      : []),
    ...(heldBy ? [`held by ${heldBy}`] : []),
  ];
  return parts.join('; ');
}
