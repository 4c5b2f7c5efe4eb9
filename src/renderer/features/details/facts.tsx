import type { ReactNode } from 'react';

/** A named group of facts. */
export function FactGroup(props: { title: string; children: ReactNode }) {
  return (
    <section className="fact-group">
      <h3>{props.title}</h3>
      {props.children}
    </section>
  );
}

export function Facts({ children }: { children: ReactNode }) {
  return <dl className="facts">{children}</dl>;
}

/** One fact. `note` says what it means. */
export function Fact(props: { name: string; children: ReactNode; note?: string | undefined }) {
  return (
    <div className="fact">
      <dt>{props.name}</dt>
      <dd>
        {props.children}
        {props.note ? <span className="fact-note">{props.note}</span> : null}
      </dd>
    </div>
  );
}
