import { type ReactNode, useRef } from 'react';
import { Menu, Popover } from 'react-aria-components';
import type { MenuAnchor } from '../../state/view.ts';
import '../../ui/picker.css';
import './menus.css';

/** A menu at a point of the window. The keyboard's focus goes back to where it was. */
export function AnchoredMenu(props: {
  label: string;
  anchor: MenuAnchor;
  onClose: () => void;
  children: ReactNode;
}) {
  const point = useRef<HTMLSpanElement | null>(null);
  const { anchor } = props;
  return (
    <>
      <span ref={point} className="menu-anchor" style={{ left: anchor.x, top: anchor.y }} />
      <Popover
        // Where it is placed is reckoned once: another point is another popover.
        key={`${anchor.x},${anchor.y}`}
        className="popover"
        aria-label={props.label}
        triggerRef={point}
        placement="bottom start"
        offset={2}
        isOpen
        onOpenChange={(open) => {
          if (!open) props.onClose();
        }}
      >
        <Menu className="menu" aria-label={props.label} autoFocus="first" onClose={props.onClose}>
          {props.children}
        </Menu>
      </Popover>
    </>
  );
}
