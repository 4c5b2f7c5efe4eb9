import { useEffect } from 'react';
import type { Vm, VmRef } from '../../../shared/model/vm.ts';
import { vmStateText, vmTypeText } from '../../../shared/model/vm-text.ts';
import { openDialog, openPanel } from '../../state/actions/view-actions.ts';
import { useApp, useAppState } from '../../state/app-context.ts';
import { findVm } from '../../state/find-vm.ts';
import { jobProgressText } from '../../state/job-text.ts';
import { configBlock } from '../../state/power-rules.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { formatCpus } from '../../ui/format/cpus.ts';
import { formatDuration } from '../../ui/format/duration.ts';
import { formatLastSeen } from '../../ui/format/last-seen.ts';
import { formatMemory } from '../../ui/format/memory.ts';
import { formatPercent } from '../../ui/format/percent.ts';
import { UsageGraph } from '../../ui/graph/usage-graph.tsx';
import { useNow } from '../../ui/use-now.ts';
import { Fact, FactGroup, Facts } from './facts.tsx';
import { MovePart } from './move-part.tsx';
import { SlaPart } from './sla-part.tsx';
import { useGuest } from './use-guest.ts';
import { VmActions } from './vm-actions.tsx';
import { VmDevices } from './vm-devices.tsx';

const typeNotes: Record<Vm['type'], string | undefined> = {
  pv: 'paravirtualized; needs no hardware assist',
  pvh: 'paravirtualized inside hardware assist',
  hvm: 'full virtualization with emulated devices',
  unknown: undefined,
};

export function VmDetails({ vmRef }: { vmRef: VmRef }) {
  const { store } = useApp();
  const vm = useAppState((state) => findVm(state.site, vmRef));
  const hostThere = useAppState((state) => vmRef.hostId in state.site.hosts);
  const movedTo = useGuest(vmRef, vm);
  useEffect(() => {
    if (movedTo) openPanel(store, { kind: 'vm', vm: movedTo });
    else if (!hostThere) openPanel(store, null);
  }, [store, movedTo, hostThere]);
  if (vm) return <KnownVm vm={vm} />;
  return (
    <>
      <header className="panel-head">
        <h2>
          <bdi>{vmRef.name}</bdi>
        </h2>
      </header>
      <p className="panel-gone" role="status">
        It is not on this host any more, and on no other one that is connected.
      </p>
    </>
  );
}

function KnownVm({ vm }: { vm: Vm }) {
  const { store } = useApp();
  const hostLabel = useAppState((state) => state.site.hosts[vm.hostId]?.label ?? vm.hostId);
  const job = useAppState((state) => state.jobsByHost.get(vm.hostId)?.here.get(vm.name) ?? null);
  const ref = { hostId: vm.hostId, name: vm.name };
  const configBlocked = useAppState((state) => configBlock(state, ref));
  return (
    <>
      <header className="panel-head">
        <p className="panel-kind">VM</p>
        <h2 title={vm.name}>
          <bdi>{vm.name}</bdi>
        </h2>
        <p className="panel-state" data-state={vm.state}>
          {vmStateText(vm.state)} on{' '}
          <button
            type="button"
            className="panel-link"
            onClick={() => openPanel(store, { kind: 'host', hostId: vm.hostId })}
          >
            <bdi>{hostLabel}</bdi>
          </button>
        </p>
        <VmSeen hostId={vm.hostId} />
        {job ? <p className="panel-job">{jobProgressText(job)}</p> : null}
        <VmActions vm={vm} />
      </header>
      <FactGroup title="Resources">
        <Facts>
          <Fact name="vCPUs">
            {vm.vcpus}
            {vm.maxVcpus === vm.vcpus ? null : ` of ${vm.maxVcpus} at most`}
          </Fact>
          <Fact name="CPU use">
            <CpuUse vm={vm} />
          </Fact>
          <Fact name="Memory">
            {formatMemory(vm.memoryMiB)}
            {vm.maxMemoryMiB === vm.memoryMiB
              ? null
              : ` of ${formatMemory(vm.maxMemoryMiB)} at most`}
          </Fact>
          <Fact name="Weight" note="its share when CPUs are scarce; 256 is usual">
            {vm.weight ?? 'not known'}
          </Fact>
          <Fact name="Cap" note={vm.cap ? 'of one physical CPU, even when others idle' : undefined}>
            {vm.cap === null ? 'not known' : vm.cap === 0 ? 'none' : `${vm.cap} %`}
          </Fact>
        </Facts>
      </FactGroup>
      <FactGroup title="Usage over time">
        <UsageGraph subject={{ kind: 'vm', vm: ref }} />
      </FactGroup>
      <SlaPart vm={vm} />
      <MovePart vmRef={ref} />
      <VmDevices vm={vm} />
      <FactGroup title="Configuration">
        <Facts>
          <Fact name="Type" note={typeNotes[vm.type]}>
            {vmTypeText(vm.type)}
          </Fact>
          <Fact
            name="File"
            note={
              vm.configPath === null ? 'without one it is lost once it is shut down' : undefined
            }
          >
            {vm.configPath === null ? (
              'none'
            ) : (
              <>
                <code>{vm.configPath}</code>
                <Button
                  look="quiet"
                  size="s"
                  className="fact-action"
                  blocked={configBlocked}
                  onPress={() => openDialog(store, { kind: 'vm-config', vm: ref })}
                >
                  View
                </Button>
              </>
            )}
          </Fact>
          <Fact name="Autostart">{vm.autostart ? 'yes, with its host' : 'no'}</Fact>
          {vm.bootFiles.length > 0 ? (
            <Fact name="Boots from">
              {vm.bootFiles.map((file) => (
                <code key={file} className="fact-line">
                  {file}
                </code>
              ))}
            </Fact>
          ) : null}
          <Fact name="Console">
            {vm.consoleTty === null ? 'none' : <code>{vm.consoleTty}</code>}
          </Fact>
          <Fact name="Domain ID">{vm.domid ?? 'none while it is off'}</Fact>
          <Fact name="UUID">
            {vm.uuid === null ? (
              'made up at each start'
            ) : (
              <>
                <code className="fact-uuid">{vm.uuid}</code>
                <CopyButton text={vm.uuid} />
              </>
            )}
          </Fact>
        </Facts>
      </FactGroup>
    </>
  );
}

/** What is shown of a VM is as old as the last answer of its host. */
function VmSeen({ hostId }: { hostId: string }) {
  const host = useAppState((state) => state.site.hosts[hostId]);
  const now = useNow(1000);
  if (!host || host.link.state === 'online') return null;
  return (
    <p className="panel-state">
      {formatLastSeen(host.link.lastSeen, now)}: <bdi>{host.label}</bdi> is not connected
    </p>
  );
}

function CpuUse({ vm }: { vm: Vm }) {
  if (vm.state === 'halted') return 'none, it is off';
  if (vm.cpu === null) return 'not known yet';
  const fraction = vm.vcpus > 0 ? Math.min(1, vm.cpu / vm.vcpus) : 0;
  return (
    <>
      <span className="meter">
        <span style={{ width: `${(fraction * 100).toFixed(1)}%` }} />
      </span>
      {formatPercent(fraction)}
      <span className="fact-note">
        {formatCpus(vm.cpu)} {vm.cpu === 1 ? 'CPU' : 'CPUs'}
        {vm.cpuSeconds === null
          ? null
          : `; ${formatDuration(vm.cpuSeconds * 1000)} of CPU time since its start`}
      </span>
    </>
  );
}
