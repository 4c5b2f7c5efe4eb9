import type { ReactNode } from 'react';
import './strip.css';

/** A slim line under the top bar: what is special about what is shown now, and the way on. */
export function Strip(props: {
  tone: 'demo' | 'warning' | 'error';
  /** `status` and `alert` are said by a screen reader when they appear. */
  role?: 'status' | 'alert';
  icon: ReactNode;
  children: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <section className="strip" data-tone={props.tone}>
      {props.icon}
      <p className="strip-text" role={props.role}>
        {props.children}
      </p>
      {props.actions}
    </section>
  );
}
