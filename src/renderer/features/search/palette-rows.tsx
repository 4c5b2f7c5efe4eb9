import { Box, Clock, FileText, HardDriveDownload, Monitor, Server, Waves, Zap } from 'lucide-react';
import { memo, type ReactNode } from 'react';
import type { PastEvent } from '../../../shared/history/past-event.ts';
import type { FoundItem } from '../../../shared/images/found-item.ts';
import { vmStateText } from '../../../shared/model/vm-text.ts';
import { useAppState } from '../../state/app-context.ts';
import { keysText } from '../../state/commands/keys.ts';
import { findVm } from '../../state/find-vm.ts';
import { machineName } from '../../state/machine-name.ts';
import { formatLastSeen } from '../../ui/format/last-seen.ts';
import { momentText } from '../../ui/format/moment.ts';
import { eventText } from './event-text.ts';
import type { Offer } from './palette-commands.ts';
import type { Thing } from './things.ts';

interface RowProps {
  id: string;
  /** Enter takes it. */
  chosen: boolean;
  icon: ReactNode;
  name: string;
  text: ReactNode;
  end?: ReactNode;
  blocked?: boolean;
}

function Row({ id, chosen, icon, name, text, end, blocked }: RowProps) {
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field
    <div
      id={id}
      role="option"
      className="palette-row"
      aria-selected={chosen}
      aria-labelledby={`${id}-name`}
      aria-describedby={`${id}-text`}
      aria-disabled={blocked || undefined}
      data-focused={chosen || undefined}
      data-blocked={blocked || undefined}
    >
      <span className="palette-icon" aria-hidden>
        {icon}
      </span>
      <span id={`${id}-name`} className="palette-name">
        <bdi>{name}</bdi>
      </span>
      <span id={`${id}-text`} className="palette-text">
        {text}
      </span>
      {end ? <span className="palette-end">{end}</span> : null}
    </div>
  );
}

const itemIcons = { images: HardDriveDownload, clients: Monitor, rollouts: Waves };

interface Drawn {
  id: string;
  chosen: boolean;
}

/** A host or VM: where it is, how it is, by what it was found, and when its host was last seen. */
export const ThingRow = memo(function ThingRow(props: Drawn & { thing: Thing; by: string | null }) {
  const { hostId, vmName, name } = props.thing;
  const host = useAppState(({ site }) => site.hosts[hostId]);
  const state = useAppState(({ site }) =>
    vmName === null ? null : (findVm(site, { hostId, name: vmName })?.state ?? null),
  );
  const where = vmName === null ? host?.access.address : `on ${host?.label ?? hostId}`;
  const by = props.by === null || props.by === host?.label || props.by === where ? null : props.by;
  return (
    <Row
      id={props.id}
      chosen={props.chosen}
      icon={vmName === null ? <Server size={15} /> : <Box size={15} />}
      name={name}
      text={
        <>
          {state ? `${vmStateText(state)} ` : ''}
          <bdi>{where}</bdi>
          {by ? (
            <>
              {' · '}
              <mark>{by}</mark>
            </>
          ) : null}
        </>
      }
      end={
        host && host.link.state !== 'online' ? formatLastSeen(host.link.lastSeen, Date.now()) : null
      }
    />
  );
});

/** A command with its keys, or why it cannot be done now. */
export const OfferRow = memo(function OfferRow(props: Drawn & { offer: Offer }) {
  const { command, subject } = props.offer;
  const { blocked } = command;
  const rest = blocked ?? command.note ?? command.about ?? '';
  return (
    <Row
      id={props.id}
      chosen={props.chosen}
      icon={<Zap size={15} />}
      name={command.label}
      text={
        <>
          {subject === null ? null : <bdi>{subject}</bdi>}
          {subject === null || rest === '' ? '' : ' · '}
          {rest}
        </>
      }
      end={command.keys ? <kbd>{keysText(command.keys)}</kbd> : null}
      blocked={blocked !== null}
    />
  );
});

/** Something that an image server keeps, and when that was last read where it is away. */
export const ImageRow = memo(function ImageRow(props: Drawn & { item: FoundItem }) {
  const { serverId, part, name, text } = props.item;
  const link = useAppState(({ site }) => site.imageServers[serverId]?.link);
  const Icon = itemIcons[part];
  return (
    <Row
      id={props.id}
      chosen={props.chosen}
      icon={<Icon size={15} />}
      name={name}
      text={<bdi>{text}</bdi>}
      end={link && link.state !== 'online' ? formatLastSeen(link.lastSeen, Date.now()) : null}
    />
  );
});

export const EventRow = memo(function EventRow(props: Drawn & { event: PastEvent }) {
  const hosts = useAppState(({ site }) => site.hosts);
  const imageServers = useAppState(({ site }) => site.imageServers);
  const { title, text } = eventText(props.event, (id) => machineName({ hosts, imageServers }, id));
  const isFile = props.event.kind === 'change' && props.event.change.kind === 'config';
  return (
    <Row
      id={props.id}
      chosen={props.chosen}
      icon={isFile ? <FileText size={15} /> : <Clock size={15} />}
      name={title}
      text={<bdi>{text}</bdi>}
      end={momentText(props.event.at)}
    />
  );
});
