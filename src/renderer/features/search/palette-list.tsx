import { type MouseEvent, useEffect, useRef } from 'react';
import type { PaletteGroup, PaletteRow } from './palette-groups.ts';
import { EventRow, ImageRow, OfferRow, ThingRow } from './palette-rows.tsx';

/**
 * The finds as a list that the field above steers. Plain elements: it is drawn anew with each key,
 * and a collection of components costs more than to find what is in it.
 */
export function PaletteList(props: {
  id: string;
  groups: readonly PaletteGroup[];
  /** The id of the row that Enter takes. */
  chosen: string | null;
  onChoose: (id: string) => void;
}) {
  const list = useRef<HTMLDivElement | null>(null);
  const { chosen } = props;
  useEffect(() => {
    if (chosen === null) return;
    list.current?.querySelector('[data-focused]')?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  const onClick = ({ target }: MouseEvent) => {
    const row = target instanceof Element ? target.closest<HTMLElement>('[role="option"]') : null;
    if (row) props.onChoose(row.id);
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard stays in the field above
    <div
      ref={list}
      id={props.id}
      role="listbox"
      className="palette-list"
      aria-label="Found"
      // A press would take the focus out of the field.
      onMouseDown={(event) => event.preventDefault()}
      onClick={onClick}
    >
      {props.groups.map(({ title, rows, all }) => (
        // biome-ignore lint/a11y/useSemanticElements: a group of options is no fieldset
        <div key={title} role="group" className="palette-group" aria-label={title}>
          <header className="palette-heading" aria-hidden>
            {title}
            {all > rows.length ? (
              <small>
                the best {rows.length} of {all.toLocaleString('en')}
              </small>
            ) : null}
          </header>
          {rows.map((row) => (
            <OneRow key={row.id} row={row} chosen={row.id === chosen} />
          ))}
        </div>
      ))}
    </div>
  );
}

function OneRow({ row, chosen }: { row: PaletteRow; chosen: boolean }) {
  switch (row.kind) {
    case 'thing':
      return <ThingRow id={row.id} thing={row.find.item} by={row.find.by} chosen={chosen} />;
    case 'offer':
      return <OfferRow id={row.id} offer={row.offer} chosen={chosen} />;
    case 'image':
      return <ImageRow id={row.id} item={row.item} chosen={chosen} />;
    case 'event':
      return <EventRow id={row.id} event={row.event} chosen={chosen} />;
  }
}
