import { Check as CheckMark } from 'lucide-react';
import type { ReactNode } from 'react';
import { Checkbox } from 'react-aria-components';
import './check.css';

/** One thing to tick, with its words beside it. */
export function Check(props: {
  checked: boolean;
  onChange: (checked: boolean) => void;
  children: ReactNode;
}) {
  return (
    <Checkbox className="check" isSelected={props.checked} onChange={props.onChange}>
      <span className="check-box">
        <CheckMark size={13} strokeWidth={3} aria-hidden />
      </span>
      <span className="check-text">{props.children}</span>
    </Checkbox>
  );
}
