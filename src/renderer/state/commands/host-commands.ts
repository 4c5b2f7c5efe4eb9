import type { Host } from '../../../shared/model/host.ts';
import { plural } from '../../ui/format/plural.ts';
import { call } from '../actions/call.ts';
import { openCapacity, openDialog, openPanel, openReports } from '../actions/view-actions.ts';
import { isEnded } from '../active-jobs.ts';
import type { AppServices } from '../app-context.ts';
import { elsewhereBlock } from '../outage-state.ts';
import { selectionOf } from '../selection.ts';
import { shownBlock } from '../travel.ts';
import { changesOf } from './changes-of.ts';
import type { Command, CommandSection } from './command.ts';

/** What can be done with a host's connection and its card. */
export function hostCommands(services: AppServices, host: Host): CommandSection[] {
  const { store } = services;
  const { id: hostId } = host;
  const past = shownBlock(store.getState());
  const busy = past ?? (isBusy(services, hostId) ? 'A job is at work on it.' : null);
  return [
    { label: null, commands: looks(services, hostId) },
    {
      label: 'Connection',
      commands: [
        linkCommand(services, host, { busy, past }),
        {
          id: 'refresh',
          label: 'Read it anew',
          words: 'refresh reload',
          blocked: past ?? (host.link.state === 'online' ? null : 'It is not connected.'),
          run: () =>
            void call(services, `Could not read ${host.label}`, 'hosts.refresh', { hostId }),
        },
      ],
    },
    {
      label: 'If it dies',
      commands: [
        {
          id: 'elsewhere',
          label: 'Start its VMs elsewhere…',
          words: 'dead down fence restart failover',
          blocked: elsewhereBlock(store.getState(), hostId),
          run: () => openDialog(store, { kind: 'restart-elsewhere', hostId }),
        },
        {
          id: 'fencing',
          label: 'Fencing…',
          words: 'power ipmi pdu stonith',
          blocked: past,
          run: () => openDialog(store, { kind: 'fencing', hostId }),
        },
        ...plugCommands(services, host, past),
      ],
    },
    {
      label: 'Its place in the site',
      commands: [
        {
          id: 'edit',
          label: 'Edit connection…',
          words: 'rename address port user',
          blocked: busy,
          run: () => openDialog(store, { kind: 'edit-host', hostId }),
        },
        {
          id: 'remove',
          label: 'Remove from the site…',
          words: 'forget delete',
          danger: true,
          blocked: busy,
          run: () => openDialog(store, { kind: 'remove-host', hostId }),
        },
      ],
    },
  ];
}

function looks({ store }: AppServices, hostId: string): Command[] {
  const names = Object.keys(store.getState().site.vms[hostId] ?? {});
  return [
    {
      id: 'details',
      label: 'Show details',
      keys: 'Enter',
      blocked: null,
      run: () => openPanel(store, { kind: 'host', hostId }),
    },
    {
      id: 'changes',
      label: 'What changed…',
      words: 'history diff past',
      blocked: null,
      run: () => openDialog(store, changesOf(store.getState(), { hostId, name: '' })),
    },
    {
      id: 'select',
      label: names.length > 0 ? `Select ${plural(names.length, 'VM')}` : 'Select its VMs',
      blocked: names.length > 0 ? null : 'It has none.',
      run: () =>
        store.setState({ selection: selectionOf(names.map((name) => ({ hostId, name }))) }),
    },
    {
      id: 'evacuate',
      label: 'Plan to empty it…',
      words: 'evacuate maintenance drain',
      blocked: names.length > 0 ? null : 'It has no VMs.',
      run: () => openCapacity(store, hostId),
    },
    {
      id: 'report',
      label: 'Report on it…',
      words: 'print export pdf html',
      blocked: null,
      run: () => openReports(store, 'host', hostId),
    },
  ];
}

/** The demo's hosts can die, so that what follows can be tried out. */
function plugCommands(services: AppServices, host: Host, past: string | null): Command[] {
  if (services.store.getState().site.kind !== 'demo') return [];
  const { id: hostId, label, link } = host;
  const on = link.state !== 'online';
  const tried = `Could not switch ${label}`;
  const turn = async () => {
    const done = await call(services, tried, 'demo.setPower', { hostId, on });
    if (done && on) await call(services, tried, 'hosts.connect', { hostId });
  };
  return [
    {
      id: 'plug',
      label: on ? 'Put its plug in again (demo)' : 'Pull its plug (demo)',
      words: 'power die kill boot',
      danger: !on,
      blocked: past,
      run: () => void turn(),
    },
  ];
}

/** A host with work on it stays as it is until the work is over. */
function isBusy({ store }: AppServices, hostId: string): boolean {
  const jobs = store.getState().jobsByHost.get(hostId);
  if (!jobs) return false;
  return [...jobs.here.values(), ...jobs.arriving].some((job) => !isEnded(job));
}

function linkCommand(
  services: AppServices,
  { id: hostId, label, link }: Host,
  { busy, past }: { busy: string | null; past: string | null },
): Command {
  const canConnect = link.state === 'idle' || link.state === 'offline' || link.state === 'blocked';
  return canConnect
    ? {
        id: 'connect',
        label: 'Connect',
        words: 'retry',
        blocked: past,
        run: () => void call(services, `Could not connect ${label}`, 'hosts.connect', { hostId }),
      }
    : {
        id: 'disconnect',
        label: 'Disconnect',
        blocked: busy,
        run: () =>
          void call(services, `Could not disconnect ${label}`, 'hosts.disconnect', { hostId }),
      };
}
