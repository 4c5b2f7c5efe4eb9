import type { Host } from '../../../shared/model/host.ts';
import type { VmRef } from '../../../shared/model/vm.ts';
import { useAppState } from '../../state/app-context.ts';
import type { GroupVerdict } from '../../state/judge-group.ts';
import { vmKey } from '../../state/vm-key.ts';
import { Check } from '../../ui/check.tsx';
import { formatDuration } from '../../ui/format/duration.ts';
import { formatMemory } from '../../ui/format/memory.ts';
import { plural } from '../../ui/format/plural.ts';
import { HostsSay } from './hosts-say.tsx';
import { type MoveRow, MoveRows } from './move-rows.tsx';
import type { MovePlan } from './plan-moves.ts';
import { planTotal } from './plan-total.ts';
import type { Preflight } from './use-preflights.ts';
import './move-facts.css';
import './offer.css';

/** Several VMs to one host: the whole in numbers, then each with how it moves and its verdict. */
export function ConfirmMany(props: {
  plan: MovePlan;
  live: GroupVerdict;
  target: Host;
  /** Of `plan.moves`, in their order. */
  answers: readonly Preflight[];
  stopAndCopy: boolean;
  onStopAndCopy: (agreed: boolean) => void;
  onAgain: () => void;
}) {
  const { plan, live, target, answers } = props;
  const concurrency = useAppState((state) => state.site.settings.moveConcurrency);
  const byKey = new Map(live.each.map((one) => [vmKey(one.vm), one]));
  const row = (ref: VmRef, more: Pick<MoveRow, 'mode' | 'preflight'>): MoveRow[] => {
    const one = byKey.get(vmKey(ref));
    return one ? [{ vm: one.vm, reasons: one.verdict.reasons, ...more }] : [];
  };
  const moving = plan.moves.flatMap(({ vm, mode }, at) =>
    row(vm, { mode, preflight: answers[at] ?? null }).map((found) => ({
      ...found,
      // Having agreed to stop it, its need to be stopped is no reason any more.
      reasons: mode === 'live' ? found.reasons : [],
    })),
  );
  const offered = props.stopAndCopy
    ? []
    : plan.offered.flatMap((vm) => row(vm, { mode: null, preflight: null }));
  const refused = plan.refused.map(
    ({ vm, verdict }): MoveRow => ({ vm, mode: null, preflight: null, reasons: verdict.reasons }),
  );
  const memory = moving.reduce((sum, { vm }) => sum + vm.memoryMiB, 0);
  const configs = moving.filter(({ vm }) => vm.configPath !== null).length;
  const links = moving.filter(({ vm }) => vm.autostart).length;
  const total = planTotal(answers);
  const yes = answers.filter((one) => one.kind === 'answered' && one.verdict.possible).length;
  const answered = answers.filter((one) => one.kind !== 'asking').length;
  const isAsking = answered < answers.length;
  return (
    <>
      <dl className="move-facts">
        <dt>Memory to copy</dt>
        <dd>{formatMemory(memory)}</dd>
        <dt>Expected time</dt>
        <dd>
          {total ? (
            <>
              about {formatDuration(total.durationMs)} in all
              <small>pauses of at most about {formatDuration(total.longestPauseMs)} each</small>
            </>
          ) : (
            '…'
          )}
        </dd>
        <dt>Order</dt>
        <dd>
          one after another
          <small>
            a host takes in one VM at a time; over the site up to {concurrency} move at once
          </small>
        </dd>
        <dt>Configuration</dt>
        <dd>
          {plural(configs, 'file')} and {plural(links, 'autostart link')} move along
        </dd>
      </dl>
      {plan.offered.length > 0 ? (
        <div className="offer">
          <Check checked={props.stopAndCopy} onChange={props.onStopAndCopy}>
            <b>Stop and copy {plural(plan.offered.length, 'PV guest')} that cannot move live.</b>{' '}
            Each is saved, streamed to {target.label} and goes on there; it stands still for as long
            as that takes.
          </Check>
        </div>
      ) : null}
      {answers.length > 0 ? (
        <HostsSay tone={isAsking ? 'asking' : yes > 0 ? 'good' : 'bad'} onAgain={props.onAgain}>
          {isAsking
            ? `Asking the hosts: ${answered} of ${answers.length}…`
            : `The hosts were asked: ${yes} of ${answers.length} can move.`}
        </HostsSay>
      ) : null}
      <MoveRows title={`To ${target.label}, in this order`} rows={moving} />
      <MoveRows title="Only by stop and copy" rows={offered} />
      <MoveRows title="Cannot move there" rows={refused} />
    </>
  );
}
