import { Search } from 'lucide-react';
import { useMemo, useState } from 'react';
import {
  Autocomplete,
  Dialog,
  Input,
  ListBox,
  Modal,
  ModalOverlay,
  SearchField,
} from 'react-aria-components';
import { openDialog } from '../../state/actions/view-actions.ts';
import { useApp } from '../../state/app-context.ts';
import { plural } from '../../ui/format/plural.ts';
import { goToEvent, goToThing } from './go-to.ts';
import { offersOf } from './palette-commands.ts';
import { EventRow, Group, OfferRow, ThingRow } from './palette-rows.tsx';
import { createSiteSearch } from './search-site.ts';
import { usePastEvents } from './use-past-events.ts';
import './search.css';

const mostEvents = 12;

/** One field for hosts and VMs, for everything that can be done, and for what happened. */
export function SearchPalette() {
  const services = useApp();
  const { store } = services;
  const [query, setQuery] = useState('');
  const [search] = useState(() => createSiteSearch(store.getState().site, offersOf(services)));
  const finds = useMemo(() => search(query), [search, query]);
  const past = usePastEvents(query, mostEvents);

  function close(then: () => void): void {
    openDialog(store, null);
    then();
  }

  const things = (
    <Group key="things" title="Hosts and VMs" shown={finds.things.length} all={finds.allThings}>
      {finds.things.map(({ item, by }) => (
        <ThingRow
          key={`${item.hostId}/${item.vmName ?? ''}`}
          thing={item}
          by={by}
          onAction={() => close(() => goToThing(store, item))}
        />
      ))}
    </Group>
  );
  const offers = (
    <Group key="offers" title="Actions" shown={finds.offers.length} all={finds.offers.length}>
      {finds.offers.map((offer) => (
        <OfferRow
          key={`${offer.subject ?? ''}/${offer.command.id}`}
          offer={offer}
          onAction={() => close(offer.command.run)}
        />
      ))}
    </Group>
  );
  const events = (
    <Group key="events" title="Past events" shown={past.events.length} all={past.events.length}>
      {past.events.map((event, at) => (
        <EventRow
          // biome-ignore lint/suspicious/noArrayIndexKey: one object may have changed twice at once
          key={at}
          id={`event ${at}`}
          event={event}
          onAction={() => close(() => goToEvent(services, event))}
        />
      ))}
    </Group>
  );
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
          <Autocomplete inputValue={query} onInputChange={setQuery}>
            <SearchField className="palette-field" aria-label="Search everywhere" autoFocus>
              <Search size={18} aria-hidden />
              <Input
                placeholder="A host, a VM, an address, something to do, something that happened"
                spellCheck={false}
              />
            </SearchField>
            {query.trim() === '' ? <Teaching /> : null}
            <ListBox
              className="palette-list"
              aria-label="Found"
              selectionMode="none"
              renderEmptyState={() => <Nothing query={query} waiting={past.query !== query} />}
            >
              {finds.offersFirst ? [offers, things, events] : [things, offers, events]}
            </ListBox>
          </Autocomplete>
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
