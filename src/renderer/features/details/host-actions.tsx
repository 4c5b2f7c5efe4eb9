import { ArrowRightLeft, Pencil, Plug, RotateCw, Trash2, Unplug } from 'lucide-react';
import type { Host } from '../../../shared/model/host.ts';
import { call } from '../../state/actions/call.ts';
import { openDialog } from '../../state/actions/view-actions.ts';
import { useApp, useAppState } from '../../state/app-context.ts';
import { elsewhereBlock } from '../../state/outage-state.ts';
import { shownBlock } from '../../state/travel.ts';
import { Button } from '../../ui/button.tsx';

export function HostActions({ host }: { host: Host }) {
  const services = useApp();
  const { store } = services;
  const past = useAppState(shownBlock);
  const hostId = host.id;
  const online = host.link.state === 'online';
  const connecting = host.link.state === 'connecting';
  const elsewhere = useAppState((state) => elsewhereBlock(state, hostId));
  const isAway = connecting || host.link.state === 'offline';
  const connect = () =>
    void call(services, `Could not connect ${host.label}`, 'hosts.connect', { hostId });
  const disconnect = () =>
    void call(services, `Could not disconnect ${host.label}`, 'hosts.disconnect', { hostId });
  const refresh = () =>
    void call(services, `Could not read ${host.label}`, 'hosts.refresh', { hostId });
  return (
    <div className="panel-actions">
      {online || connecting ? (
        <Button size="s" blocked={past} onPress={disconnect}>
          <Unplug size={14} aria-hidden />
          {connecting ? 'Stop trying' : 'Disconnect'}
        </Button>
      ) : (
        <Button size="s" blocked={past} look="primary" onPress={connect}>
          <Plug size={14} aria-hidden />
          Connect
        </Button>
      )}
      {isAway && host.link.lastSeen !== null ? (
        <Button
          size="s"
          blocked={elsewhere}
          onPress={() => openDialog(store, { kind: 'restart-elsewhere', hostId })}
        >
          <ArrowRightLeft size={14} aria-hidden />
          Start its VMs elsewhere…
        </Button>
      ) : null}
      {online ? (
        <Button size="s" blocked={past} onPress={refresh}>
          <RotateCw size={14} aria-hidden />
          Read anew
        </Button>
      ) : null}
      <Button
        size="s"
        blocked={past}
        onPress={() => openDialog(store, { kind: 'edit-host', hostId })}
      >
        <Pencil size={14} aria-hidden />
        Edit…
      </Button>
      <Button
        size="s"
        blocked={past}
        onPress={() => openDialog(store, { kind: 'remove-host', hostId })}
      >
        <Trash2 size={14} aria-hidden />
        Remove…
      </Button>
    </div>
  );
}
