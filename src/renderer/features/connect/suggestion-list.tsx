import { Search } from 'lucide-react';
import { useState } from 'react';
import { Input, ListBox, ListBoxItem, SearchField, Text } from 'react-aria-components';
import type { Suggestion, Suggestions } from './use-suggestions.ts';
import './suggestion-list.css';

/** A list this long gets a field to filter it. */
const longList = 6;

function matches(suggestion: Suggestion, query: string): boolean {
  const wanted = query.trim().toLowerCase();
  return (
    suggestion.alias.toLowerCase().includes(wanted) ||
    suggestion.address.toLowerCase().includes(wanted) ||
    suggestion.user.toLowerCase().includes(wanted)
  );
}

function place({ user, address, port }: Suggestion): string {
  return `${user}@${address}${port === 22 ? '' : `:${port}`}`;
}

/** Hosts of ~/.ssh/config: one press fills the form. */
export function SuggestionList(props: {
  suggestions: Suggestions;
  /** The alias that the form holds now. */
  chosen: string;
  onChoose: (suggestion: Suggestion) => void;
}) {
  const { hosts, problem } = props.suggestions;
  const [query, setQuery] = useState('');
  if (hosts.length === 0 && problem === null) return null;
  const shown = hosts.filter((host) => matches(host, query));
  return (
    <section className="suggestions" aria-label="Hosts of ~/.ssh/config">
      <div className="suggestions-head">
        <span className="field-label">
          From <code>~/.ssh/config</code>
        </span>
        {hosts.length >= longList ? (
          <SearchField
            className="suggestions-filter"
            aria-label="Filter the hosts of ~/.ssh/config"
            value={query}
            onChange={setQuery}
          >
            <Search size={13} aria-hidden />
            <Input placeholder={`Filter ${hosts.length}`} spellCheck={false} />
          </SearchField>
        ) : null}
      </div>
      {hosts.length > 0 ? (
        <ListBox
          className="suggestions-list"
          aria-label="Hosts of ~/.ssh/config"
          items={shown}
          selectionMode="single"
          selectedKeys={shown.some(({ alias }) => alias === props.chosen) ? [props.chosen] : []}
          onSelectionChange={(keys) => {
            const [key] = keys === 'all' ? [] : keys;
            // Pressed again, the chosen one stays: it fills the form anew.
            const host = hosts.find(({ alias }) => alias === (key ?? props.chosen));
            if (host) props.onChoose(host);
          }}
          renderEmptyState={() => <p className="suggestions-none">No host with “{query}”.</p>}
        >
          {(host) => (
            <ListBoxItem id={host.alias} className="suggestion" textValue={host.alias}>
              <Text slot="label" className="suggestion-alias">
                <bdi>{host.alias}</bdi>
              </Text>
              <Text slot="description" className="suggestion-place">
                {place(host)}
              </Text>
            </ListBoxItem>
          )}
        </ListBox>
      ) : null}
      {problem ? <p className="suggestions-problem">{problem}</p> : null}
    </section>
  );
}
