import type { Objective } from '../../../shared/sla/objective.ts';
import { call } from '../../state/actions/call.ts';
import { openDialog } from '../../state/actions/view-actions.ts';
import { useApp } from '../../state/app-context.ts';
import { modeTexts, promiseText, subjectText } from '../../state/sla-text.ts';
import { Button } from '../../ui/button.tsx';

/** Every objective, to be changed or removed. */
export function ObjectiveList(props: { objectives: readonly Objective[]; onChanged: () => void }) {
  const services = useApp();
  return (
    <section className="sla-part" aria-label="Objectives">
      <h3>Objectives</h3>
      <ul>
        {props.objectives.map((objective) => (
          <li className="sla-row sla-objective" key={objective.id}>
            <b>
              <bdi>{subjectText(objective)}</bdi>
            </b>
            <span className="sla-mode">{modeTexts[objective.promise.mode].label}</span>
            <p>{promiseText(objective.promise)}</p>
            <Button
              size="s"
              label={`Change the objective of ${subjectText(objective)}…`}
              onPress={() =>
                openDialog(services.store, {
                  kind: 'objective',
                  subject: objective.subject,
                  objective,
                })
              }
            >
              Change…
            </Button>
            <Button
              size="s"
              label={`Remove the objective of ${subjectText(objective)}`}
              tip="What the console has set for it goes back to what it was"
              onPress={() =>
                void call(services, 'Could not remove the objective', 'sla.remove', {
                  id: objective.id,
                }).then(props.onChanged)
              }
            >
              Remove
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
