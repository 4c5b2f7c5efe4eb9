import { memo, type ReactNode } from 'react';
import { useAppState } from '../../../state/app-context.ts';
import { hasProblem, hostCondition } from '../../../state/host-condition.ts';
import type { Highlight, Layer } from '../../../state/view.ts';
import { useTurn } from '../../../ui/use-turn.ts';
import type { Metrics } from '../layout/metrics.ts';
import type { HostMatch } from '../order/match-site.ts';
import { CardHead } from './card-head.tsx';
import { CardProblem } from './card-problem.tsx';
import { Chips } from './chips.tsx';
import { LayerLines } from './layer-lines.tsx';
import { LoadBars } from './load-bars.tsx';

export interface HostCardProps {
  hostId: string;
  /** Place in reading order, from 1, and how many there are. */
  position: number;
  count: number;
  left: number;
  width: number;
  height: number;
  metrics: Metrics;
  bricks: number;
  layer: Layer;
  highlight: Highlight | null;
  match: HostMatch | null;
  expanded: boolean;
  /** Tab comes here first while the keyboard has been nowhere on the board. */
  isFirst: boolean;
  /** Whether its VMs are filled in when their turn comes, or the keyboard, and not at once. */
  vmsWait: boolean;
  /** What another feature lays over the card: the verdict during a drag. */
  renderOverlay: (hostId: string) => ReactNode;
}

const none: ReadonlySet<string> = new Set();

/** One host with its VMs. Listens to its own part of the site alone. */
export const HostCard = memo(function HostCard(props: HostCardProps) {
  const { hostId, metrics, layer, highlight } = props;
  const host = useAppState((state) => state.site.hosts[hostId]);
  const vms = useAppState((state) => state.site.vms[hostId]);
  const settings = useAppState((state) => state.site.settings);
  const jobs = useAppState((state) => state.jobsByHost.get(hostId));
  const selected = useAppState((state) => state.selection.get(hostId));
  const focus = useAppState((state) => {
    if (!state.view.focus) return props.isFirst ? '' : null;
    return state.view.focus.hostId === hostId ? (state.view.focus.vmName ?? '') : null;
  });
  const lifted = useAppState((state) => state.lifted.get(hostId) ?? null);
  const hasPrompt = useAppState((state) => state.promptHosts.has(hostId));
  const withVms = useTurn(props.vmsWait) || Boolean(focus);
  if (!host) return null;

  const condition = hostCondition(host);
  const problem = hasProblem(condition);
  const inner = props.width - 2 * metrics.padding - 2;
  const vmCount = Object.keys(vms ?? none).length;
  const onHighlight =
    highlight === null ||
    (highlight.kind === 'bridge'
      ? (host.facts?.bridges.includes(highlight.name) ?? false)
      : (host.facts?.storage.some(({ source }) => source === highlight.name) ?? false));
  return (
    <article
      className="card"
      data-host-id={hostId}
      data-density={metrics.density}
      data-link={host.link.state}
      data-condition={condition.kind}
      data-faded={!onHighlight || undefined}
      aria-label={host.label}
      aria-busy={!withVms || undefined}
      aria-posinset={props.position}
      aria-setsize={props.count}
      style={{ left: props.left, width: props.width, height: props.height }}
    >
      <CardHead host={host} focused={focus === ''} metrics={metrics} width={inner} />
      <LoadBars host={host} settings={settings} />
      {problem ? <CardProblem host={host} condition={condition} hasPrompt={hasPrompt} /> : null}
      {layer !== 'none' && host.facts ? (
        <LayerLines
          host={host}
          vms={Object.values(vms ?? {})}
          layer={layer}
          metrics={metrics}
          highlight={highlight}
        />
      ) : null}
      {withVms ? (
        <Chips
          hostLabel={host.label}
          vms={vms}
          jobs={jobs}
          match={props.match}
          metrics={metrics}
          bricks={props.bricks}
          width={inner}
          expanded={props.expanded}
          selected={selected}
          lifted={lifted}
          focused={focus}
          highlight={highlight}
        />
      ) : null}
      {vmCount === 0 && !problem && !jobs?.arriving.length ? (
        <p className="card-empty">
          {condition.kind === 'reading' ? 'Reading what is here…' : 'No VMs. Drag one here.'}
        </p>
      ) : null}
      {props.renderOverlay(hostId)}
    </article>
  );
});
