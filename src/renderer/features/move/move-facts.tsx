import type { MoveEstimate } from '../../../shared/migration/verdict.ts';
import type { Host } from '../../../shared/model/host.ts';
import type { MoveMode } from '../../../shared/model/job.ts';
import type { Vm } from '../../../shared/model/vm.ts';
import { formatDuration } from '../../ui/format/duration.ts';
import { formatMemory } from '../../ui/format/memory.ts';
import { plural } from '../../ui/format/plural.ts';
import './move-facts.css';

/** What will happen to one VM, each thing by name. */
export function MoveFacts(props: {
  vm: Vm;
  target: Host;
  mode: MoveMode;
  /** Null while the hosts are being asked. */
  estimate: MoveEstimate | null;
}) {
  const { vm, target, mode, estimate } = props;
  return (
    <dl className="move-facts">
      <dt>Memory to copy</dt>
      <dd>
        {formatMemory(vm.memoryMiB)}
        {mode === 'live' ? <small>what the guest changes meanwhile is sent again</small> : null}
      </dd>
      <dt>Expected time</dt>
      <dd>
        {estimate ? (
          <>
            about {formatDuration(estimate.durationMs)}
            <small>{estimate.basis}</small>
          </>
        ) : (
          <Unknown />
        )}
      </dd>
      <dt>Expected pause</dt>
      <dd data-mode={mode}>
        {estimate ? `about ${formatDuration(estimate.pauseMs)}` : <Unknown />}
        <small>
          {mode === 'live' ? 'it runs on until then' : 'it stands still all the while it is copied'}
        </small>
      </dd>
      <dt>Configuration</dt>
      <dd>
        {vm.configPath === null ? (
          'no file of its own: the toolstack’s copy moves along'
        ) : (
          <>
            <code>{vm.configPath}</code> moves along
            {vm.autostart ? ', with its autostart link' : null}
            {vm.autostart ? null : <small>it has no autostart link</small>}
          </>
        )}
      </dd>
      {vm.disks.length > 0 ? (
        <>
          <dt>{vm.disks.length === 1 ? 'Disk' : 'Disks'}</dt>
          <dd>
            {plural(vm.disks.length, 'disk')} not copied
            <small>{target.label} has to reach the same storage</small>
          </dd>
        </>
      ) : null}
    </dl>
  );
}

function Unknown() {
  return (
    <span className="move-facts-unknown" title="The hosts are being asked">
      …
    </span>
  );
}
