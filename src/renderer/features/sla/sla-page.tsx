import { Plus } from 'lucide-react';
import type { SlaOverview } from '../../../shared/sla/sla-overview.ts';
import { openDialog, showBoard } from '../../state/actions/view-actions.ts';
import { useApp } from '../../state/app-context.ts';
import { BackButton } from '../../ui/back-button.tsx';
import { Button } from '../../ui/button.tsx';
import { ErrorBox } from '../../ui/error-box.tsx';
import { plural } from '../../ui/format/plural.ts';
import { Spinner } from '../../ui/spinner.tsx';
import { BreachList } from './breach-list.tsx';
import { LevelList } from './level-list.tsx';
import { ObjectiveList } from './objective-list.tsx';
import { ProposalList } from './proposal-list.tsx';
import { useSla } from './use-sla.ts';
import '../../ui/page.css';
import './sla.css';

/** What is promised to VMs, how it stands with that, and what was done for it. */
export function SlaPage() {
  const { store } = useApp();
  const { state, again } = useSla();
  const isEmpty = state.kind === 'known' && state.overview.objectives.length === 0;
  return (
    <main className="page sla" aria-label="Service levels">
      <div className="page-bar" role="toolbar" aria-label="Service levels">
        <div role="status">
          <h2>{state.kind === 'known' ? headline(state.overview) : 'Service levels'}</h2>
        </div>
        <span className="page-gap" />
        <Button
          onPress={() => openDialog(store, { kind: 'objective', subject: null, objective: null })}
        >
          <Plus size={15} aria-hidden />
          Objective for a tag…
        </Button>
        <BackButton onPress={() => showBoard(store)} />
      </div>
      {state.kind === 'asking' ? (
        <p className="sla-waiting" role="status">
          <Spinner /> Looking…
        </p>
      ) : null}
      {state.kind === 'failed' ? (
        <ErrorBox error={state.error} title="The service levels could not be read" />
      ) : null}
      {isEmpty ? <NothingPromised /> : null}
      {state.kind === 'known' && !isEmpty ? (
        <div className="sla-parts">
          <ProposalList proposals={state.overview.proposals} onChanged={again} />
          <LevelList overview={state.overview} />
          <BreachList breaches={state.overview.breaches} />
          <ObjectiveList objectives={state.overview.objectives} onChanged={again} />
          <AuditList audit={state.overview.audit} />
        </div>
      ) : null}
      {state.kind === 'known' && isEmpty ? (
        <div className="sla-parts">
          <AuditList audit={state.overview.audit} />
        </div>
      ) : null}
    </main>
  );
}

/** The sentence that matters. */
function headline({ counts, objectives }: SlaOverview): string {
  if (objectives.length === 0) return 'Nothing is promised to any VM yet.';
  const all = counts.kept + counts.broken + counts.unknown;
  if (all === 0) return 'No VM that something is promised to is there now.';
  if (counts.broken > 0) {
    return `${plural(counts.broken, 'promise')} of ${all} ${counts.broken === 1 ? 'is' : 'are'} broken now.`;
  }
  const unknown = counts.unknown > 0 ? `, ${counts.unknown} not known` : '';
  return `${plural(counts.kept, 'promise')} of ${all} ${counts.kept === 1 ? 'is' : 'are'} kept now${unknown}.`;
}

function NothingPromised() {
  return (
    <div className="sla-empty">
      <p>
        A service level is a promise to a VM: so much CPU whenever it wants it, that it runs, that
        no move stops it for long. The console measures how each is kept, tells why it was not, and,
        if you let it, sets weights and caps so that it is.
      </p>
      <p>
        Open a VM on the board and choose <b>Set an objective…</b> in its details, or make one for
        all VMs that carry a tag.
      </p>
    </div>
  );
}

const auditWords = {
  set: 'Done',
  returned: 'Returned',
  failed: 'Failed',
  said: 'Said',
  asked: 'Asked for',
} as const;

/** Everything that was done for a promise, with the numbers that led to it. */
function AuditList({ audit }: { audit: SlaOverview['audit'] }) {
  if (audit.length === 0) return null;
  return (
    <section className="sla-part sla-audit" aria-label="What was done">
      <h3>What was done, newest first</h3>
      <ol>
        {audit.map((entry, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: entries of one moment are alike but for their place
          <li className="sla-row" key={`${entry.at}/${entry.uuid}/${at}`} data-kind={entry.kind}>
            <time dateTime={new Date(entry.at).toISOString()}>
              {new Date(entry.at).toLocaleString(undefined, {
                dateStyle: 'medium',
                timeStyle: 'short',
              })}
            </time>
            <b>
              <bdi>{entry.name}</bdi>
            </b>
            <span className="sla-audit-kind">{auditWords[entry.kind]}</span>
            <p>{entry.text}</p>
          </li>
        ))}
      </ol>
    </section>
  );
}
