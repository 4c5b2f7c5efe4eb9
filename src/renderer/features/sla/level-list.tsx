import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { causeText } from '../../../shared/sla/cause-text.ts';
import type { SlaOverview, VmLevel } from '../../../shared/sla/sla-overview.ts';
import { openDialog, openPanel, showBoard } from '../../state/actions/view-actions.ts';
import { useApp, useAppState } from '../../state/app-context.ts';
import { partText, promiseText, shareText } from '../../state/sla-text.ts';
import { Button } from '../../ui/button.tsx';
import { formatCpus } from '../../ui/format/cpus.ts';
import { formatDuration } from '../../ui/format/duration.ts';
import { plural } from '../../ui/format/plural.ts';
import { LevelDays } from './level-days.tsx';

/** As many rows as somebody reads; the others on demand. */
const shownAtFirst = 50;

/** Each VM with a promise: whether it is kept now, its month, and what is left of its budget. */
export function LevelList({ overview }: { overview: SlaOverview }) {
  const { levels, counts } = overview;
  const [all, setAll] = useState(false);
  const shown = all ? levels : levels.slice(0, shownAtFirst);
  const total = counts.kept + counts.broken + counts.unknown;
  return (
    <section className="sla-part" aria-label="Promises">
      <h3>Promises, the worst first</h3>
      <div className="sla-head" aria-hidden>
        <span />
        <span>VM</span>
        <span>Host</span>
        <span>Now</span>
        <span>This month</span>
        <span>Error budget</span>
      </div>
      <ul>
        {shown.map((level) => (
          <LevelRow key={level.uuid} level={level} overview={overview} />
        ))}
      </ul>
      {shown.length < levels.length ? (
        <Button onPress={() => setAll(true)}>
          Show {plural(levels.length - shown.length, 'more VM')}
        </Button>
      ) : null}
      {levels.length < total ? (
        <p className="sla-note">
          The worst {levels.length} of {total} are listed.
        </p>
      ) : null}
    </section>
  );
}

const nowWords = { kept: 'kept', broken: 'broken', unknown: 'not known' } as const;

function LevelRow({ level, overview }: { level: VmLevel; overview: SlaOverview }) {
  const { store } = useApp();
  const [open, setOpen] = useState(false);
  const host = useAppState(({ site }) => site.hosts[level.vm?.hostId ?? '']?.label ?? null);
  const objective = overview.objectives.find(({ id }) => id === level.objectiveId);
  const { badMs, budgetMs, attained } = level.month;
  const left = budgetMs - badMs;
  const { vm } = level;
  return (
    <li className="sla-row sla-level" data-now={level.now} data-vm={level.name}>
      <div className="sla-level-line">
        <Button
          look="quiet"
          size="s"
          className="icon-only sla-fold"
          label={`${open ? 'Fold' : 'Unfold'} ${level.name}`}
          expanded={open}
          onPress={() => setOpen(!open)}
        >
          <ChevronRight size={15} aria-hidden />
        </Button>
        <b>
          <bdi>{level.name}</bdi>
        </b>
        <span className="sla-where">{host ?? 'nowhere to be seen'}</span>
        <span className="sla-now" data-now={level.now}>
          {nowWords[level.now]}
          {level.cause ? `: ${causeText(level.cause)}` : ''}
          {level.cause && level.cpu !== null && objective?.promise.cpus
            ? `, ${formatCpus(level.cpu)} of ${objective.promise.cpus} pCPUs`
            : ''}
        </span>
        <span className="sla-attained">
          {attained === null ? 'nothing seen yet' : `${shareText(attained)} kept`}
        </span>
        <span className="sla-budget" data-spent={left < 0 || undefined}>
          <span className="sla-budget-bar" aria-hidden>
            <span style={{ width: `${budgetPart(badMs, budgetMs)}%` }} />
          </span>
          {left < 0
            ? `overspent by ${formatDuration(-left)}`
            : `${formatDuration(left)} of ${formatDuration(budgetMs)} left`}
        </span>
      </div>
      {level.impossible ? <p className="sla-impossible">{level.impossible}</p> : null}
      {level.unsure ? <p className="sla-impossible">{level.unsure}</p> : null}
      {level.answer && !level.helpless ? <p className="sla-impossible">{level.answer}</p> : null}
      {level.helpless ? <p className="sla-impossible">{level.helpless}</p> : null}
      {open ? (
        <div className="sla-level-more">
          {objective ? <p>Promised: {promiseText(objective.promise)}.</p> : null}
          {level.held.length > 0 ? (
            <p>
              Set by the console:{' '}
              {level.held
                .map(({ part, set, original }) => `${partText(part, set)} (was ${original})`)
                .join(', ')}
              . It goes back when the objective is removed.
            </p>
          ) : null}
          <LevelDays uuid={level.uuid} target={objective?.promise.availability ?? 1} />
          <div className="sla-level-actions">
            {vm ? (
              <Button
                size="s"
                onPress={() => {
                  showBoard(store);
                  openPanel(store, { kind: 'vm', vm });
                }}
              >
                Show the VM
              </Button>
            ) : null}
            {objective ? (
              <Button
                size="s"
                onPress={() =>
                  openDialog(store, { kind: 'objective', subject: objective.subject, objective })
                }
              >
                Change the objective…
              </Button>
            ) : null}
          </div>
        </div>
      ) : null}
    </li>
  );
}

/** How much of the budget is spent, in percent of the bar. */
function budgetPart(badMs: number, budgetMs: number): string {
  if (budgetMs <= 0) return badMs > 0 ? '100' : '0';
  return Math.min(100, (100 * badMs) / budgetMs).toFixed(1);
}
