import type { ReactNode } from 'react';
import { Button as AriaButton, Tooltip, TooltipTrigger } from 'react-aria-components';
import './button.css';

export interface ButtonProps {
  children: ReactNode;
  onPress?: () => void;
  look?: 'plain' | 'primary' | 'danger' | 'quiet';
  size?: 'm' | 's';
  type?: 'button' | 'submit';
  /** Why it cannot be used now. The button stays reachable, and says so instead of acting. */
  blocked?: string | null;
  /** Shown on hover and focus; for buttons that are only an icon, the same as the label. */
  tip?: string | undefined;
  label?: string | undefined;
  busy?: boolean;
  autoFocus?: boolean;
  slot?: string;
  expanded?: boolean;
  className?: string;
}

/** A button that is never greyed out in silence: `blocked` gives the reason. */
export function Button(props: ButtonProps) {
  const { look = 'plain', size = 'm', blocked = null, busy = false, tip } = props;
  const hint = blocked ?? tip ?? null;
  const button = (
    <AriaButton
      className={`button ${props.className ?? ''}`}
      data-look={look}
      data-size={size}
      data-blocked={blocked !== null || undefined}
      aria-disabled={blocked !== null}
      type={blocked === null ? (props.type ?? 'button') : 'button'}
      isPending={busy}
      {...(props.autoFocus ? { autoFocus: true } : {})}
      {...(props.label ? { 'aria-label': props.label } : {})}
      {...(props.expanded === undefined ? {} : { 'aria-expanded': props.expanded })}
      {...(props.slot ? { slot: props.slot } : {})}
      {...(props.onPress && blocked === null ? { onPress: props.onPress } : {})}
    >
      {props.children}
    </AriaButton>
  );
  // Always within a trigger: a button that is blocked for a while has to stay the same element,
  // or it would lose the keyboard's focus.
  return (
    <TooltipTrigger delay={blocked ? 150 : 600} closeDelay={100} isDisabled={hint === null}>
      {button}
      <Tooltip className="tooltip" offset={6}>
        {hint}
      </Tooltip>
    </TooltipTrigger>
  );
}
