import type { Job } from '../../../shared/model/job.ts';
import { call } from '../../state/actions/call.ts';
import { openDialog } from '../../state/actions/view-actions.ts';
import { useApp } from '../../state/app-context.ts';
import { jobTitle } from '../../state/job-text.ts';
import { Button } from '../../ui/button.tsx';

/** What can be done about clients that an ended job has made: the rest, or all of it back. */
export function CreatedButtons({ job }: { job: Job }) {
  const services = useApp();
  if (job.spec.kind !== 'create-clients') return null;
  const { act } = job.spec;
  const title = jobTitle(job);
  const isWhole = job.state === 'succeeded';
  if (act === 'undo' && isWhole) return null;
  return (
    <>
      {isWhole || act === 'undo' ? null : (
        <Button
          size="s"
          label={`Make the rest: ${title}`}
          onPress={() =>
            void call(services, 'Could not make the rest', 'clients.createRest', { jobId: job.id })
          }
        >
          Make the rest
        </Button>
      )}
      <Button
        size="s"
        look="quiet"
        label={`Delete again: ${title}`}
        onPress={() => openDialog(services.store, { kind: 'delete-made', jobId: job.id })}
      >
        Delete again…
      </Button>
    </>
  );
}
