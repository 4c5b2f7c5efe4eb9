import { Search } from 'lucide-react';
import { type KeyboardEvent, useMemo, useState } from 'react';
import { Dialog, Modal, ModalOverlay } from 'react-aria-components';
import { openDialog } from '../../state/actions/view-actions.ts';
import { useApp } from '../../state/app-context.ts';
import { plural } from '../../ui/format/plural.ts';
import { goToEvent, goToImage, goToThing } from './go-to.ts';
import { offersOf } from './palette-commands.ts';
import { groupsOf, nextChoice } from './palette-groups.ts';
import { PaletteList } from './palette-list.tsx';
import { createSiteSearch } from './search-site.ts';
import { useFoundImages } from './use-found-images.ts';
import { usePastEvents } from './use-past-events.ts';
import './search.css';

const listId = 'palette-list';

/** One field for hosts, VMs and images, for everything that can be done, and for what happened. */
export function SearchPalette() {
  const services = useApp();
  const { store } = services;
  const [query, setQuery] = useState('');
  const [choice, setChoice] = useState<string | null>(null);
  const [search] = useState(() => createSiteSearch(store.getState().site, offersOf(services)));
  const finds = useMemo(() => search(query), [search, query]);
  const past = usePastEvents(query);

  const images = useFoundImages(query);
  const groups = useMemo(() => groupsOf(finds, images, past.events), [finds, images, past.events]);
  const rows = groups.flatMap((group) => group.rows);
  // There is always a chosen row where there is any: the first, until another was chosen.
  const at = Math.max(
    rows.findIndex(({ id }) => id === choice),
    0,
  );
  const chosen = rows[at]?.id ?? null;

  function write(text: string): void {
    setQuery(text);
    setChoice(null);
  }

  function take(id: string | null): void {
    const row = rows.find((each) => each.id === id);
    if (!row || (row.kind === 'offer' && row.offer.command.blocked !== null)) return;
    openDialog(store, null);
    if (row.kind === 'thing') goToThing(store, row.find.item);
    else if (row.kind === 'image') goToImage(store, row.item);
    else if (row.kind === 'event') goToEvent(services, row.event);
    else row.offer.command.run();
  }

  function onKeyDown(event: KeyboardEvent): void {
    // Keys of an input method are its own until the word is there.
    if (event.nativeEvent.isComposing) return;
    const next = nextChoice(event.key, at, rows.length);
    if (next !== null) setChoice(rows[next]?.id ?? null);
    else if (event.key === 'Enter') take(chosen);
    else if (event.key === 'Escape' && query !== '') write('');
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <ModalOverlay
      className="modal-overlay palette-overlay"
      isOpen
      isDismissable
      onOpenChange={(open) => {
        if (!open) openDialog(store, null);
      }}
    >
      <Modal className="modal palette">
        <Dialog className="dialog" aria-label="Search everywhere">
          <div className="palette-field">
            <Search size={18} aria-hidden />
            <input
              type="text"
              role="combobox"
              aria-label="Search everywhere"
              aria-autocomplete="list"
              aria-expanded={rows.length > 0}
              aria-controls={listId}
              {...(chosen === null ? {} : { 'aria-activedescendant': chosen })}
              placeholder="A host, a VM, an image’s client, something to do, something that happened"
              autoComplete="off"
              autoCapitalize="off"
              spellCheck={false}
              autoFocus
              value={query}
              onChange={(event) => write(event.target.value)}
              onKeyDown={onKeyDown}
            />
          </div>
          {query.trim() === '' ? <Teaching /> : null}
          {rows.length === 0 ? <Nothing query={query} waiting={past.query !== query} /> : null}
          <PaletteList id={listId} groups={groups} chosen={chosen} onChoose={take} />
          <footer className="palette-foot">
            <span role="status">
              {query.trim() === ''
                ? ''
                : `${plural(finds.allThings, 'host or VM', 'hosts and VMs')} found`}
              {past.error ? `; past events could not be read: ${past.error.message}` : ''}
            </span>
            <span aria-hidden>
              <kbd>↑</kbd> <kbd>↓</kbd> choose, <kbd>Enter</kbd> go, <kbd>Esc</kbd> close
            </span>
          </footer>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function Teaching() {
  return (
    <p className="palette-teaching">
      Type part of a name: <kbd>wb1</kbd> finds web-01. Also an address, a MAC, a UUID, a bridge, a
      disk’s or a configuration’s path. Two words narrow it down: <kbd>web xen-02</kbd>. With a VM
      selected, what can be done to it comes first.
    </p>
  );
}

function Nothing({ query, waiting }: { query: string; waiting: boolean }) {
  if (waiting && query.trim().length > 1) return <p className="palette-none">Looking…</p>;
  return (
    <p className="palette-none">
      Nothing is called <b>{query}</b>, on no host that was ever seen, and no action or past event
      is. Every word has to fit: try fewer, or shorter ones.
    </p>
  );
}
