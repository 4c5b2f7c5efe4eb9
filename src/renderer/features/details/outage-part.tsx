import { TriangleAlert } from 'lucide-react';
import type { Host } from '../../../shared/model/host.ts';
import { joinWords } from '../../../shared/outage/split-words.ts';
import { askPower } from '../../state/actions/ask-power.ts';
import { call } from '../../state/actions/call.ts';
import { openDialog } from '../../state/actions/view-actions.ts';
import { useApp, useAppState } from '../../state/app-context.ts';
import { type LeftBehind, leftBehind } from '../../state/outage-state.ts';
import { shownBlock } from '../../state/travel.ts';
import { Button } from '../../ui/button.tsx';
import { plural } from '../../ui/format/plural.ts';
import { Fact, FactGroup, Facts } from './facts.tsx';
import './left-behind.css';

/** What of a host's VMs was started elsewhere while it was down, and the way out. */
export function LeftBehindPart({ host }: { host: Host }) {
  const services = useApp();
  const site = useAppState((state) => state.site);
  const past = useAppState(shownBlock);
  const left = leftBehind(site, host.id);
  if (left.length === 0) return null;
  const isOnline = host.link.state === 'online';
  const twice = left.filter(({ isTwice }) => isTwice);
  const retire = (some: readonly LeftBehind[]) =>
    void call(services, 'Could not begin', 'outages.retire', {
      hostId: host.id,
      uuids: some.map(({ vm }) => vm.uuid),
    });
  const quiet = left.filter(({ isTwice }) => !isTwice);
  const blocked =
    past ??
    (isOnline ? null : `${host.label} does not answer.`) ??
    (quiet.length === 0 ? 'First end what runs here, too.' : null);
  return (
    <section className="left-behind" data-twice={twice.length > 0 || undefined}>
      <TriangleAlert className="left-behind-icon" size={18} aria-hidden />
      <div className="left-behind-text">
        <h3 className="left-behind-title">
          {twice.length > 0
            ? `${plural(twice.length, 'VM')} on two hosts at once`
            : `${plural(left.length, 'VM')} started elsewhere while it was down`}
        </h3>
        <p>
          {twice.length > 0
            ? 'Both write to the same disks. Force off the one whose data you can do without, now, and check its file systems.'
            : isOnline
              ? 'Their old configurations here would start them a second time. Take those out of use: the files are renamed, not deleted.'
              : 'When it comes back, it may start them a second time. Bring it up without its storage or network, if you can.'}
        </p>
        <ul className="left-behind-list">
          {left.map((one) => (
            <Left key={one.vm.uuid} hostId={host.id} one={one} past={past} />
          ))}
        </ul>
        <Button size="s" look="primary" blocked={blocked} onPress={() => retire(quiet)}>
          Take {plural(quiet.length, 'old configuration')} out of use
        </Button>
      </div>
    </section>
  );
}

function Left({
  hostId,
  one: { vm, isTwice },
  past,
}: {
  hostId: string;
  one: LeftBehind;
  past: string | null;
}) {
  const services = useApp();
  const label = useAppState((state) => state.site.hosts[vm.targetHostId]?.label);
  return (
    <li className="left-behind-one">
      <span>
        <b>{vm.name}</b> went to {label ?? 'a host that is gone'}
        {vm.autostart ? ', and is started here at boot' : null}
      </span>
      {isTwice ? (
        <Button
          size="s"
          look="danger"
          blocked={past}
          label={`Force off ${vm.name} here`}
          onPress={() => askPower(services, [{ hostId, name: vm.name }], 'force-off')}
        >
          Force off here…
        </Button>
      ) : null}
    </li>
  );
}

/** How its power is cut when it does not answer. */
export function FencingPart({ host }: { host: Host }) {
  const { store } = useApp();
  const past = useAppState(shownBlock);
  const fencing = useAppState((state) => state.site.fencing[host.id]);
  const via = useAppState((state) => state.site.hosts[fencing?.viaHostId ?? '']?.label);
  return (
    <FactGroup title="If it dies">
      <Facts>
        <Fact
          name="Fencing"
          note={
            fencing
              ? `on ${via ?? 'a host that is gone'}`
              : 'Without it, its VMs are started elsewhere by your word alone.'
          }
        >
          {fencing ? <code>{joinWords(fencing.off)}</code> : 'not configured'}
        </Fact>
      </Facts>
      <Button
        size="s"
        blocked={past}
        onPress={() => openDialog(store, { kind: 'fencing', hostId: host.id })}
      >
        {fencing ? 'Change fencing…' : 'Set up fencing…'}
      </Button>
    </FactGroup>
  );
}
