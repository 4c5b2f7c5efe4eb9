import type { Settings } from '../../../shared/model/settings.ts';
import { reportKinds } from '../../../shared/reports/report.ts';
import { reportNames } from '../../../shared/reports/report-question.ts';
import { call } from '../actions/call.ts';
import { toggleTravel } from '../actions/travel.ts';
import {
  openCapacity,
  openDialog,
  openImages,
  openReports,
  openServiceLevels,
  patchView,
  showBoard,
  showLayer,
} from '../actions/view-actions.ts';
import type { AppServices } from '../app-context.ts';
import { shownBlock } from '../travel.ts';
import { groupOptions, layerOptions, sortOptions } from '../view-options.ts';
import type { Command } from './command.ts';
import { siteCommands } from './site-commands.ts';

const noHosts = 'No host is connected yet.';

/** What can be done wherever one is: those with keys answer to them in the whole window. */
export function windowCommands(services: AppServices): Command[] {
  const { store } = services;
  const state = store.getState();
  const empty = Object.keys(state.site.hosts).length === 0 ? noHosts : null;
  const onBoard = state.view.screen.kind === 'board';
  return [
    {
      id: 'search',
      label: 'Search everywhere',
      keys: 'Ctrl K',
      about: 'hosts, VMs, actions, past events',
      words: 'palette command find',
      blocked: null,
      run: () => openDialog(store, { kind: 'search' }),
    },
    {
      id: 'find',
      label: 'Find a host or VM on the board',
      keys: '/',
      words: 'filter search',
      blocked: empty ?? (onBoard ? null : 'It is on the board: go back to it first.'),
      run: findOnBoard,
    },
    {
      id: 'travel',
      label: state.travel ? 'Close the history' : 'Back in time',
      keys: 'H',
      about: 'the site as it was',
      words: 'history past travel changes',
      blocked: null,
      run: () => void toggleTravel(services),
    },
    {
      id: 'capacity',
      label: 'Capacity',
      keys: 'C',
      about: 'plan the way to fewer hosts or even load',
      words: 'planner consolidate balance',
      blocked: empty,
      run: () => openCapacity(store),
    },
    {
      id: 'images',
      label: 'Images and rollouts',
      keys: 'I',
      about: 'one image for many machines',
      words: 'image server stateless client rollout wave canary',
      blocked: null,
      run: () => openImages(store),
    },
    {
      id: 'add-image-server',
      label: 'Add an image server…',
      words: 'stateless new ssh',
      blocked: shownBlock(state),
      run: () => openDialog(store, { kind: 'add-image-server' }),
    },
    {
      id: 'sla',
      label: 'Service levels',
      keys: 'L',
      about: 'what is promised to VMs, and how it is kept',
      words: 'sla objectives weight budget breaches',
      blocked: empty,
      run: () => openServiceLevels(store),
    },
    {
      id: 'reports',
      label: 'Reports',
      keys: 'R',
      about: 'inventory, hosts, capacity, changes, as a file',
      words: 'print export pdf html excel xlsx csv markdown json audit',
      blocked: empty,
      run: () => openReports(store),
    },
    {
      id: 'board',
      label: 'Back to the board',
      keys: 'B',
      blocked: onBoard ? 'The board is shown.' : null,
      run: () => showBoard(store),
    },
    {
      id: 'shortcuts',
      label: 'Keyboard shortcuts',
      keys: '?',
      words: 'help keys',
      blocked: null,
      run: () => openDialog(store, { kind: 'shortcuts' }),
    },
    {
      id: 'settings',
      label: 'Settings',
      keys: 'Ctrl ,',
      words: 'preferences options',
      blocked: null,
      run: () => openDialog(store, { kind: 'settings' }),
    },
    {
      id: 'add-host',
      label: 'Connect a host…',
      words: 'add new ssh',
      blocked: shownBlock(state),
      run: () => openDialog(store, { kind: 'add-host' }),
    },
    ...reportCommands(services, empty),
    ...siteCommands(services),
    ...viewCommands(services),
    ...themeCommands(services),
  ];
}

/** Each report by its name, for those who look for it. */
function reportCommands({ store }: AppServices, blocked: string | null): Command[] {
  return reportKinds.map((kind) => ({
    id: `report-${kind}`,
    label: `Report: ${reportNames[kind]}`,
    words: 'print export pdf excel',
    blocked,
    run: () => openReports(store, kind),
  }));
}

function findOnBoard(): void {
  const field = document.querySelector<HTMLInputElement>('[data-search]');
  field?.focus();
  field?.select();
}

/** How the board is looked at: each choice of its bar. */
function viewCommands({ store }: AppServices): Command[] {
  const { view } = store.getState();
  const already = (is: boolean) => (is ? 'It is so already.' : null);
  return [
    {
      id: 'jobs',
      label: view.trayOpen ? 'Fold the jobs' : 'Show the jobs',
      words: 'tray tasks progress',
      blocked: null,
      run: () => patchView(store, { trayOpen: !view.trayOpen }),
    },
    ...sortOptions.map(({ value, label }) => ({
      id: `sort-${value}`,
      label: `Sort by ${label}`,
      words: 'order hosts',
      blocked: already(view.sort === value),
      run: () => patchView(store, { sort: value }),
    })),
    ...groupOptions.map(({ value, label }) => ({
      id: `group-${value}`,
      label: value === 'none' ? 'Group by nothing' : `Group by ${label}`,
      words: 'hosts sections',
      blocked: already(view.group === value),
      run: () => patchView(store, { group: value }),
    })),
    ...layerOptions.map(({ value, label }) => ({
      id: `layer-${value}`,
      label: value === 'none' ? 'Show VMs only on the cards' : `Show ${label} on the cards`,
      words: 'layer',
      blocked: already(view.layer === value),
      run: () => showLayer(store, value),
    })),
  ];
}

const themes: readonly { theme: Settings['theme']; label: string }[] = [
  { theme: 'system', label: 'Theme: as the system' },
  { theme: 'light', label: 'Theme: light' },
  { theme: 'dark', label: 'Theme: dark' },
];

function themeCommands(services: AppServices): Command[] {
  const now = services.store.getState().site.settings.theme;
  return themes.map(({ theme, label }) => ({
    id: `theme-${theme}`,
    label,
    words: 'colours look night mode',
    blocked: now === theme ? 'It is so already.' : null,
    run: () => void call(services, 'Could not change the theme', 'settings.update', { theme }),
  }));
}
