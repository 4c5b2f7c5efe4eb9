import { Ellipsis, MoveRight, Play, Power, X } from 'lucide-react';
import { type ReactNode, useMemo, useRef } from 'react';
import type { PowerAction } from '../../../shared/model/job.ts';
import type { VmRef } from '../../../shared/model/vm.ts';
import { askPower } from '../../state/actions/ask-power.ts';
import { openDialog, openMenu } from '../../state/actions/view-actions.ts';
import { useApp, useAppState } from '../../state/app-context.ts';
import { noneText } from '../../state/commands/none-text.ts';
import { findVm } from '../../state/find-vm.ts';
import { powerActionName } from '../../state/job-text.ts';
import { moveBlock, powerBlock, splitByBlock } from '../../state/power-rules.ts';
import { emptySelection, selectedRefs, selectionSize } from '../../state/selection.ts';
import { Button } from '../../ui/button.tsx';
import { formatMemory } from '../../ui/format/memory.ts';
import { plural } from '../../ui/format/plural.ts';

/** What can be done to several selected VMs at once. */
export function SelectionBar() {
  const several = useAppState((state) => selectionSize(state.selection) > 1);
  return several ? <Bar /> : null;
}

function Bar() {
  const services = useApp();
  const { store } = services;
  const selection = useAppState((state) => state.selection);
  // Anew with every change of what is there; not with mere numbers.
  const shape = useAppState((state) => state.shape);
  const jobsByHost = useAppState((state) => state.jobsByHost);
  const vms = useMemo(() => selectedRefs(selection), [selection]);
  const more = useRef<HTMLDivElement | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: shape stands for the site's contents
  const { memory, move } = useMemo(() => {
    const known = store.getState();
    return {
      memory: vms.reduce((sum, ref) => sum + (findVm(known.site, ref)?.memoryMiB ?? 0), 0),
      move: splitByBlock(vms, (vm) => moveBlock(known, vm)),
    };
  }, [vms, store, shape, jobsByHost]);
  const hosts = selection.size;
  return (
    <div className="selection-bar" role="toolbar" aria-label="Selected VMs">
      <p role="status">
        <b>{plural(vms.length, 'VM')} selected</b>
        <span>
          {formatMemory(memory)} on {plural(hosts, 'host')}
        </span>
      </p>
      <Button
        look="primary"
        size="s"
        blocked={move.able.length > 0 ? null : noneText(move.unable)}
        onPress={() => openDialog(store, { kind: 'move-to', vms })}
      >
        <MoveRight size={14} aria-hidden />
        Move to…
      </Button>
      <PowerButton vms={vms} action="start" icon={<Play size={14} aria-hidden />} />
      <PowerButton vms={vms} action="shutdown" icon={<Power size={14} aria-hidden />} />
      <div ref={more}>
        <Button
          size="s"
          className="icon-only"
          label="More for the selected VMs"
          onPress={() => {
            const box = more.current?.getBoundingClientRect();
            if (!box) return;
            openMenu(store, { kind: 'vms', vms, anchor: { x: box.left, y: box.top } });
          }}
        >
          <Ellipsis size={15} aria-hidden />
        </Button>
      </div>
      <Button
        look="quiet"
        size="s"
        onPress={() => store.setState({ selection: emptySelection })}
        tip="Esc"
      >
        <X size={14} aria-hidden />
        Clear
      </Button>
    </div>
  );
}

function PowerButton(props: { vms: readonly VmRef[]; action: PowerAction; icon: ReactNode }) {
  const services = useApp();
  const { able, unable } = splitByBlock(props.vms, (vm) =>
    powerBlock(services.store.getState(), vm, props.action),
  );
  return (
    <Button
      size="s"
      blocked={able.length > 0 ? null : noneText(unable)}
      onPress={() => askPower(services, props.vms, props.action)}
    >
      {props.icon}
      {powerActionName(props.action)}…
    </Button>
  );
}
