import { useEffect } from 'react';
import type { Host, HostFacts } from '../../../shared/model/host.ts';
import { openPanel } from '../../state/actions/view-actions.ts';
import { useApp, useAppState } from '../../state/app-context.ts';
import { ErrorBox } from '../../ui/error-box.tsx';
import { formatMemory } from '../../ui/format/memory.ts';
import { formatPercent } from '../../ui/format/percent.ts';
import { plural } from '../../ui/format/plural.ts';
import { xenVersion } from '../../ui/format/xen-version.ts';
import { UsageGraph } from '../../ui/graph/usage-graph.tsx';
import { assistText, capabilities, otherCapabilities } from './capability-text.ts';
import { Fact, FactGroup, Facts } from './facts.tsx';
import { HostAccess } from './host-access.tsx';
import { HostActions } from './host-actions.tsx';
import { HostLink } from './host-link.tsx';
import { HostStorage } from './host-storage.tsx';
import { FencingPart, LeftBehindPart } from './outage-part.tsx';

export function HostDetails({ hostId }: { hostId: string }) {
  const { store } = useApp();
  const host = useAppState((state) => state.site.hosts[hostId]);
  const gone = host === undefined;
  useEffect(() => {
    if (gone) openPanel(store, null);
  }, [store, gone]);
  if (!host) return null;
  const { facts } = host;
  return (
    <>
      <header className="panel-head">
        <p className="panel-kind">Host</p>
        <h2 title={host.label}>
          <bdi>{host.label}</bdi>
        </h2>
        <HostLink host={host} />
        <HostActions host={host} />
      </header>
      {host.link.error && host.link.state !== 'online' ? (
        <div className="panel-errors">
          <ErrorBox error={host.link.error} />
        </div>
      ) : null}
      {host.problems?.length ? (
        <div className="panel-errors">
          {host.problems.map((problem) => (
            <ErrorBox key={problem.code + problem.message} error={problem} />
          ))}
        </div>
      ) : null}
      <LeftBehindPart host={host} />
      <FactGroup title="Usage over time">
        <UsageGraph subject={{ kind: 'host', hostId }} />
      </FactGroup>
      {facts ? <HostFactsView host={host} facts={facts} /> : null}
      <FencingPart host={host} />
      <HostAccess host={host} />
    </>
  );
}

function cpuShape(facts: HostFacts): string {
  const perSocket = facts.coresPerSocket * facts.threadsPerCore;
  const sockets = perSocket > 0 ? Math.round(facts.pcpus / perSocket) : 0;
  if (sockets < 1) return '';
  return [
    plural(sockets, 'socket'),
    plural(facts.coresPerSocket, 'core'),
    plural(facts.threadsPerCore, 'thread'),
  ].join(' × ');
}

function clockText(skewMs: number): string {
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  if (seconds < 2) return 'as here';
  return `${seconds} s ${skewMs > 0 ? 'ahead of' : 'behind'} this machine`;
}

function HostFactsView({ host, facts }: { host: Host; facts: HostFacts }) {
  const vmCount = useAppState((state) => Object.keys(state.site.vms[host.id] ?? {}).length);
  const assist = assistText(facts);
  const others = otherCapabilities(facts);
  const { usage } = host;
  return (
    <>
      <FactGroup title="Xen">
        <Facts>
          <Fact name="Version">
            {xenVersion(facts)}
            {facts.xenVersion.extra}
          </Fact>
          <Fact name="dom0">
            <code>{facts.dom0Kernel}</code>
            <span className="fact-note">
              {plural(facts.dom0.vcpus, 'vCPU')}, {formatMemory(facts.dom0.memoryMiB)}
              {facts.autoballoon === 'on' ? ', shrinks to make room for VMs' : null}
            </span>
          </Fact>
          <Fact name="Scheduler">{facts.scheduler}</Fact>
          <Fact name="Booted with">
            <code>{facts.commandLine || 'nothing'}</code>
          </Fact>
          <Fact name="Hostname">{facts.hostname}</Fact>
          <Fact name="Clock">{clockText(facts.clockSkewMs)}</Fact>
        </Facts>
      </FactGroup>
      <FactGroup title="Capabilities">
        <Facts>
          <Fact name="Assist" note={assist.meaning}>
            {assist.name}
          </Fact>
          {capabilities(facts).map(({ name, has, meaning }) => (
            <Fact key={name} name={name} note={meaning}>
              <span className="yes-no" data-answer={has ? 'yes' : 'no'}>
                {has ? 'yes' : 'no'}
              </span>
            </Fact>
          ))}
          {others.length > 0 ? (
            <Fact name="Also">
              <code>{others.join(' ')}</code>
            </Fact>
          ) : null}
        </Facts>
      </FactGroup>
      <FactGroup title="CPU and memory">
        <Facts>
          <Fact name="CPU" note={cpuShape(facts)}>
            {facts.cpu.name || 'not named'}
          </Fact>
          <Fact name="CPUs">
            {facts.pcpus} at {facts.cpuMhz.toLocaleString('en')} MHz
            {usage && usage.cpu !== null ? `, ${formatPercent(usage.cpu)} in use` : null}
          </Fact>
          <Fact name="Memory">
            {formatMemory(facts.totalMemoryMiB)}
            {usage ? `, ${formatMemory(usage.freeMemoryMiB)} free` : null}
          </Fact>
          <Fact name="VMs">{vmCount}</Fact>
          <Fact name="NUMA">
            {facts.numaNodes.length < 2 ? 'one node' : null}
            {facts.numaNodes.length < 2
              ? null
              : facts.numaNodes.map((node) => (
                  <span key={node.id} className="fact-line">
                    node {node.id}: {formatMemory(node.memoryMiB)}, {formatMemory(node.freeMiB)}{' '}
                    free
                  </span>
                ))}
          </Fact>
          <Fact name="CPU pools">
            {facts.cpupools.map((pool) => (
              <span key={pool.name} className="fact-line">
                {pool.name}: {plural(pool.cpus, 'CPU')}, {pool.scheduler},{' '}
                {plural(pool.domains, 'domain')}
              </span>
            ))}
          </Fact>
        </Facts>
      </FactGroup>
      <HostStorage facts={facts} />
    </>
  );
}
