import { Grid2x2, LayoutGrid, Rows2, Search, X } from 'lucide-react';
import { useRef } from 'react';
import { Button, Input, SearchField } from 'react-aria-components';
import { patchView, showLayer } from '../../state/actions/view-actions.ts';
import { useApp, useAppState } from '../../state/app-context.ts';
import type { Density } from '../../state/view.ts';
import { groupOptions, layerOptions, sortOptions } from '../../state/view-options.ts';
import { Picker } from '../../ui/picker.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { metricsOf } from './layout/metrics.ts';
import { SiteTotals } from './site-totals.tsx';
import './board-bar.css';

/** How the board is looked at: search, order, groups, layers, size. `loading`: the site is not here yet. */
export function BoardBar({ loading }: { loading: boolean }) {
  const { store } = useApp();
  const sort = useAppState((state) => state.view.sort);
  const group = useAppState((state) => state.view.group);
  const layer = useAppState((state) => state.view.layer);
  const highlight = useAppState((state) => state.view.highlight);
  return (
    <div className="board-bar" role="toolbar" aria-label="View of the board">
      <SearchBox />
      {loading ? null : <SiteTotals />}
      <span className="board-bar-gap" />
      {highlight ? (
        <button
          type="button"
          className="highlight-pill"
          onClick={() => patchView(store, { highlight: null })}
        >
          {highlight.kind === 'bridge' ? 'Network' : 'Storage'} <b>{highlight.name}</b>
          <X size={13} aria-label="Show everything again" />
        </button>
      ) : null}
      <Picker
        inline
        label="Sort"
        value={sort}
        options={sortOptions}
        onChange={(value) => patchView(store, { sort: value })}
      />
      <Picker
        inline
        label="Group"
        value={group}
        options={groupOptions}
        onChange={(value) => patchView(store, { group: value })}
      />
      <Picker
        inline
        label="Show"
        value={layer}
        options={layerOptions}
        onChange={(value) => showLayer(store, value)}
      />
      <DensityChoice />
    </div>
  );
}

function SearchBox() {
  const { store } = useApp();
  const query = useAppState((state) => state.view.query);
  const field = useRef<HTMLDivElement | null>(null);
  return (
    <SearchField
      ref={field}
      className="search"
      aria-label="Find hosts and VMs by name"
      value={query}
      onChange={(value) => patchView(store, { query: value })}
    >
      <Search size={15} aria-hidden />
      <Input placeholder="Find a host or VM" data-search="" spellCheck={false} />
      {query ? (
        <Button className="search-clear" aria-label="Clear the search">
          <X size={14} aria-hidden />
        </Button>
      ) : (
        <kbd aria-hidden>/</kbd>
      )}
    </SearchField>
  );
}

function DensityChoice() {
  const { store } = useApp();
  const density = useAppState((state) => state.view.density);
  const hosts = useAppState((state) => Object.keys(state.site.hosts).length);
  const shown: Exclude<Density, 'auto'> = metricsOf(density, hosts).density;
  return (
    <Segmented
      label="Size of the cards"
      value={shown}
      options={[
        { value: 'large', label: 'Large', icon: <Rows2 size={15} aria-hidden /> },
        { value: 'normal', label: 'Normal', icon: <Grid2x2 size={15} aria-hidden /> },
        { value: 'overview', label: 'Overview', icon: <LayoutGrid size={15} aria-hidden /> },
      ]}
      onChange={(value) => patchView(store, { density: value })}
    />
  );
}
