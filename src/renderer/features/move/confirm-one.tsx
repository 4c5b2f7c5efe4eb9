import type { MoveReason } from '../../../shared/migration/verdict.ts';
import type { Host } from '../../../shared/model/host.ts';
import type { MoveMode } from '../../../shared/model/job.ts';
import type { Vm } from '../../../shared/model/vm.ts';
import { useAppState } from '../../state/app-context.ts';
import { HostsSay, PreflightAnswer } from './hosts-say.tsx';
import { MoveFacts } from './move-facts.tsx';
import { Reasons } from './reasons.tsx';
import type { Preflight } from './use-preflights.ts';

/** One VM's move: what happens to it, and what both hosts say. */
export function ConfirmOne(props: {
  vm: Vm;
  target: Host;
  mode: MoveMode;
  /** Null: by now the inventory forbids the move, and nobody is asked. */
  preflight: Preflight | null;
  /** What the inventory says, shown until the hosts have answered. */
  inventory: readonly MoveReason[];
  onAgain: () => void;
}) {
  const { vm, target, mode, preflight } = props;
  const source = useAppState((state) => state.site.hosts[vm.hostId]?.label ?? vm.hostId);
  const estimate = preflight?.kind === 'answered' ? preflight.estimate : null;
  return (
    <>
      <MoveFacts vm={vm} target={target} mode={mode} estimate={estimate} />
      <HostsSay tone={toneOf(preflight)} onAgain={props.onAgain}>
        {lineOf(preflight, source, target.label)}
      </HostsSay>
      {preflight === null || preflight.kind === 'asking' ? (
        <Reasons reasons={props.inventory} />
      ) : (
        <PreflightAnswer preflight={preflight} />
      )}
    </>
  );
}

function toneOf(preflight: Preflight | null): 'asking' | 'good' | 'bad' {
  if (preflight?.kind === 'asking') return 'asking';
  return preflight?.kind === 'answered' && preflight.verdict.possible ? 'good' : 'bad';
}

function lineOf(preflight: Preflight | null, source: string, target: string): string {
  if (preflight === null) return 'It cannot move any more.';
  switch (preflight.kind) {
    case 'asking':
      return `Asking ${source} and ${target}…`;
    case 'failed':
      return 'No answer';
    case 'answered':
      if (!preflight.verdict.possible) return 'Both hosts were asked: it cannot move now.';
      return preflight.verdict.reasons.length > 0
        ? 'Both hosts were asked: it can move. Good to know:'
        : 'Both hosts were asked: nothing stands in the way.';
  }
}
