import { useEffect, useState } from 'react';
import type { Vm } from '../../../shared/model/vm.ts';
import type { SlaOfVm } from '../../../shared/sla/sla-overview.ts';
import { openDialog, openServiceLevels } from '../../state/actions/view-actions.ts';
import { useApp, useAppState } from '../../state/app-context.ts';
import { modeTexts, promiseText, subjectText } from '../../state/sla-text.ts';
import { shownBlock } from '../../state/travel.ts';
import { Button } from '../../ui/button.tsx';
import { Fact, FactGroup, Facts } from './facts.tsx';

/** What is promised to a VM, and its tags; both can be set from here. */
export function SlaPart({ vm }: { vm: Vm }) {
  const { store, transport } = useApp();
  const dialog = useAppState(({ view }) => view.dialog);
  const past = useAppState(shownBlock);
  const [known, setKnown] = useState<SlaOfVm | null>(null);
  const { uuid, name, hostId } = vm;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a dialog that closes may have changed it.
  useEffect(() => {
    if (uuid === null) return;
    let over = false;
    void transport.invoke('sla.ofVm', { uuid }).then((answer) => {
      if (!over && answer.ok) setKnown(answer.value);
    });
    return () => {
      over = true;
    };
  }, [transport, uuid, dialog]);
  if (uuid === null) {
    return (
      <FactGroup title="Service level">
        <p className="fact-quiet">
          Nothing can be promised to a VM without a UUID: put uuid = "…" into its file.
        </p>
      </FactGroup>
    );
  }
  const objective = known?.objective ?? null;
  const own = objective?.subject.kind === 'vm' ? objective : null;
  return (
    <FactGroup title="Service level">
      <Facts>
        <Fact
          name="Promised"
          note={
            objective
              ? `${modeTexts[objective.promise.mode].label}${own ? '' : `; by the objective for ${subjectText(objective)}`}`
              : undefined
          }
        >
          {objective ? promiseText(objective.promise) : 'nothing'}
        </Fact>
        <Fact name="Tags">
          {known && known.tags.length > 0 ? (
            <span className="tags">
              {known.tags.map((tag) => (
                <code key={tag}>{tag}</code>
              ))}
            </span>
          ) : (
            'none'
          )}
        </Fact>
      </Facts>
      <div className="panel-actions">
        <Button
          size="s"
          blocked={past}
          onPress={() =>
            openDialog(store, {
              kind: 'objective',
              subject: { kind: 'vm', uuid, name },
              objective: own,
            })
          }
        >
          {own ? 'Change the objective…' : 'Set an objective…'}
        </Button>
        <Button
          size="s"
          blocked={past}
          onPress={() =>
            openDialog(store, { kind: 'vm-tags', vm: { hostId, name }, tags: known?.tags ?? [] })
          }
        >
          Tags…
        </Button>
        {objective ? (
          <Button size="s" onPress={() => openServiceLevels(store)}>
            How it stands
          </Button>
        ) : null}
      </div>
    </FactGroup>
  );
}
