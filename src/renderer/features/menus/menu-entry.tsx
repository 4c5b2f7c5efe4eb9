import type { ComponentProps, ReactNode } from 'react';
import { Keyboard, MenuItem, Text } from 'react-aria-components';

export interface MenuEntryProps {
  id: string;
  icon: ReactNode;
  label: string;
  onAction: () => void;
  /** Why it cannot be chosen now; it stays reachable, so that the keyboard finds the reason, too. */
  blocked?: string | null;
  note?: string | undefined;
  keys?: string;
  danger?: boolean;
}

export function MenuEntry(props: MenuEntryProps) {
  const { blocked = null } = props;
  const under = blocked ?? props.note;
  return (
    <MenuItem
      id={props.id}
      className="menu-item"
      textValue={props.label}
      data-danger={(props.danger && !blocked) || undefined}
      data-blocked={blocked !== null || undefined}
      shouldCloseOnSelect={blocked === null}
      {...(blocked === null
        ? { onAction: props.onAction }
        : { render: (element) => <div {...(element as ComponentProps<'div'>)} aria-disabled /> })}
    >
      <span className="menu-icon">{props.icon}</span>
      <Text slot="label" className="menu-label">
        {props.label}
      </Text>
      {props.keys ? <Keyboard className="menu-keys">{props.keys}</Keyboard> : null}
      {under ? (
        <Text slot="description" className="menu-description">
          {under}
        </Text>
      ) : null}
    </MenuItem>
  );
}
