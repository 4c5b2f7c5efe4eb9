import type { Proposal } from '../../../shared/sla/proposal.ts';
import { call } from '../../state/actions/call.ts';
import { openDialog } from '../../state/actions/view-actions.ts';
import { useApp, useAppState } from '../../state/app-context.ts';
import { stepText } from '../../state/sla-text.ts';
import type { Dialog } from '../../state/view.ts';
import { Button } from '../../ui/button.tsx';

/** What would help, each waiting for a yes. */
export function ProposalList(props: { proposals: readonly Proposal[]; onChanged: () => void }) {
  const services = useApp();
  const hosts = useAppState((state) => state.site.hosts);
  const labelOf = (id: string) => hosts[id]?.label ?? id;
  if (props.proposals.length === 0) return null;
  return (
    <section className="sla-part sla-proposals" aria-label="Proposals">
      <h3>What would help</h3>
      <ul>
        {props.proposals.map((proposal) => (
          <li className="sla-row sla-proposal" key={proposal.uuid} data-vm={proposal.vm.name}>
            <b>
              <bdi>{proposal.vm.name}</bdi>
            </b>
            <p>{proposal.because}</p>
            <Button
              size="s"
              look="primary"
              label={`${stepText(proposal.step, labelOf)} of ${proposal.vm.name}…`}
              onPress={() => openDialog(services.store, dialogOf(proposal))}
            >
              {stepText(proposal.step, labelOf)}…
            </Button>
            <Button
              size="s"
              label={`Not now: ${proposal.vm.name}`}
              tip="It is proposed again if the promise is still broken later"
              onPress={() =>
                void call(services, 'Could not put it aside', 'sla.dismiss', {
                  uuid: proposal.uuid,
                }).then(props.onChanged)
              }
            >
              Not now
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A VM of a dead host takes a proof first, and its neighbours are in the same need. */
function dialogOf(proposal: Proposal): Dialog {
  return proposal.step.kind === 'elsewhere'
    ? { kind: 'restart-elsewhere', hostId: proposal.vm.hostId }
    : { kind: 'confirm-step', proposal };
}
