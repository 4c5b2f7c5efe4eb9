import { Box, Clock, Server, Zap } from 'lucide-react';
import type { ReactNode } from 'react';
import { Header, Keyboard, ListBoxItem, ListBoxSection, Text } from 'react-aria-components';
import type { PastEvent } from '../../../shared/history/past-event.ts';
import { vmStateText } from '../../../shared/model/vm-text.ts';
import { useAppState } from '../../state/app-context.ts';
import { keysText } from '../../state/commands/keys.ts';
import { findVm } from '../../state/find-vm.ts';
import { formatLastSeen } from '../../ui/format/last-seen.ts';
import { momentText } from '../../ui/format/moment.ts';
import { eventText } from './event-text.ts';
import type { Offer } from './palette-commands.ts';
import type { Thing } from './things.ts';

/** A group of finds; without any it is not there. */
export function Group(props: { title: string; shown: number; all: number; children: ReactNode }) {
  if (props.shown === 0) return null;
  return (
    <ListBoxSection id={props.title} className="palette-group">
      <Header className="palette-heading">
        {props.title}
        {props.all > props.shown ? (
          <small>
            the best {props.shown} of {props.all.toLocaleString('en')}
          </small>
        ) : null}
      </Header>
      {props.children}
    </ListBoxSection>
  );
}

interface RowProps {
  id: string;
  icon: ReactNode;
  name: string;
  text: ReactNode;
  end?: ReactNode;
  blocked?: boolean;
  onAction: () => void;
}

function Row(props: RowProps) {
  return (
    <ListBoxItem
      id={props.id}
      className="palette-row"
      textValue={props.name}
      data-blocked={props.blocked || undefined}
      {...(props.blocked ? {} : { onAction: props.onAction })}
    >
      <span className="palette-icon">{props.icon}</span>
      <Text slot="label" className="palette-name">
        <bdi>{props.name}</bdi>
      </Text>
      <Text slot="description" className="palette-text">
        {props.text}
      </Text>
      {props.end ? <span className="palette-end">{props.end}</span> : null}
    </ListBoxItem>
  );
}

/** A host or VM: where it is, how it is, by what it was found, and when its host was last seen. */
export function ThingRow(props: { thing: Thing; by: string | null; onAction: () => void }) {
  const { hostId, vmName, name } = props.thing;
  const host = useAppState(({ site }) => site.hosts[hostId]);
  const state = useAppState(({ site }) =>
    vmName === null ? null : (findVm(site, { hostId, name: vmName })?.state ?? null),
  );
  const where = vmName === null ? host?.access.address : `on ${host?.label ?? hostId}`;
  const by = props.by === null || props.by === host?.label || props.by === where ? null : props.by;
  return (
    <Row
      id={`thing ${hostId}/${vmName ?? ''}`}
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
      onAction={props.onAction}
    />
  );
}

/** A command with its keys, or why it cannot be done now. */
export function OfferRow({ offer, onAction }: { offer: Offer; onAction: () => void }) {
  const { command, subject } = offer;
  const { blocked } = command;
  const rest = blocked ?? command.note ?? command.about ?? '';
  return (
    <Row
      id={`offer ${subject ?? ''}/${command.id}`}
      icon={<Zap size={15} />}
      name={command.label}
      text={
        <>
          {subject === null ? null : <bdi>{subject}</bdi>}
          {subject === null || rest === '' ? '' : ' · '}
          {rest}
        </>
      }
      end={command.keys ? <Keyboard>{keysText(command.keys)}</Keyboard> : null}
      blocked={blocked !== null}
      onAction={onAction}
    />
  );
}

export function EventRow(props: { id: string; event: PastEvent; onAction: () => void }) {
  const hosts = useAppState(({ site }) => site.hosts);
  const { title, text } = eventText(props.event, (id) => hosts[id]?.label ?? id);
  return (
    <Row
      id={props.id}
      icon={<Clock size={15} />}
      name={title}
      text={<bdi>{text}</bdi>}
      end={momentText(props.event.at)}
      onAction={props.onAction}
    />
  );
}
