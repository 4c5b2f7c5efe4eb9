import { type AppError, appError } from '../../../shared/app-error.ts';
import type { Host } from '../../../shared/model/host.ts';
import type { JobSpec } from '../../../shared/model/job.ts';
import { answerOf, proofProblem } from '../../../shared/outage/proof-problem.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import type { Handlers } from '../invoker.ts';
import { askPower } from '../outage/fence-host.ts';
import { planRestarts } from '../outage/plan-restarts.ts';
import type { Site } from '../site/open-site.ts';
import { currentSite, done, type HandlerContext, mapped } from './handler-context.ts';

type OutageMethods = Extract<
  keyof Handlers,
  `outages.${string}` | `fencing.${string}` | `demo.${string}`
>;

export function outageHandlers(context: HandlerContext): Pick<Handlers, OutageMethods> {
  function find(hostId: string): Result<{ site: Site; host: Host }> {
    const site = currentSite(context);
    if (!site.ok) return site;
    const { hosts } = site.value.state();
    const host = Object.hasOwn(hosts, hostId) ? hosts[hostId] : undefined;
    return host
      ? ok({ site: site.value, host })
      : err(appError('host-not-found', 'This host is not in the site.'));
  }

  return {
    'outages.plan': async ({ hostId, choices }) => {
      const found = find(hostId);
      return found.ok
        ? ok({ rows: await planRestarts(found.value.site.outagePorts, hostId, choices) })
        : found;
    },
    'outages.giveWord': ({ hostId, typed }) => {
      const found = find(hostId);
      if (!found.ok) return found;
      const { site, host } = found.value;
      const answers = answerOf(host);
      if (answers !== null) return err(appError('not-possible-now', answers));
      if (typed !== host.label) {
        return err(appError('invalid-input', `Type the host’s name as it is: ${host.label}.`));
      }
      const text = `A user gave their word that ${host.label} is down.`;
      return mapped(site.outages.prove(hostId, { kind: 'word', at: Date.now(), text }), done);
    },
    'outages.restart': ({ hostId, restarts }) => {
      const found = find(hostId);
      if (!found.ok) return found;
      const { site, host } = found.value;
      const problem = proofProblem(host, site.outages.of(hostId), Date.now());
      if (problem !== null) return err(appError('not-possible-now', problem));
      const vms = site.state().vms[hostId] ?? {};
      const specs: JobSpec[] = [];
      for (const { vm: name, targetHostId } of restarts) {
        const vm = Object.hasOwn(vms, name) ? vms[name] : undefined;
        if (!vm?.uuid) return err(unknownVm(name));
        const { uuid, memoryMiB } = vm;
        const kind = 'restart-elsewhere';
        specs.push({ kind, vm: name, uuid, hostId, targetHostId, memoryMiB });
      }
      return site.jobs.start(specs);
    },
    'outages.retire': ({ hostId, uuids }) => {
      const found = find(hostId);
      if (!found.ok) return found;
      const { site } = found.value;
      const left = site.outages.of(hostId).vms.filter(({ uuid }) => uuids.includes(uuid));
      return site.jobs.start(
        left.map(({ name, uuid }) => ({ kind: 'retire-config', vm: name, uuid, hostId })),
      );
    },
    'fencing.fence': ({ hostId }) => {
      const found = find(hostId);
      if (!found.ok) return found;
      const started = found.value.site.jobs.start([{ kind: 'fence', hostId }]);
      return mapped(started, ({ jobIds }) => ({ jobId: jobIds[0] ?? '' }));
    },
    'fencing.set': ({ hostId, fencing }) => {
      const found = find(hostId);
      if (!found.ok) return found;
      const { site } = found.value;
      if (fencing && (fencing.viaHostId === hostId || !site.state().hosts[fencing.viaHostId])) {
        return err(
          appError('invalid-input', 'A host is fenced from another host of the site.', {
            hint: 'One that is dead cannot run a command.',
          }),
        );
      }
      return mapped(site.outages.setFencing(hostId, fencing), done);
    },
    'fencing.ask': async ({ hostId }) => {
      const found = find(hostId);
      if (!found.ok) return found;
      const { site } = found.value;
      const fencing = site.state().fencing[hostId];
      const via = fencing && site.fleet.linkOf(fencing.viaHostId);
      if (!fencing || !via) {
        return err(appError('not-possible-now', 'No fencing is configured for this host.'));
      }
      return askPower(via, fencing);
    },
    'demo.setPower': async ({ hostId, on }) => {
      const found = find(hostId);
      if (!found.ok) return found;
      const { setPower } = found.value.site;
      if (setPower) return ok(await setPower(hostId, on).then(done));
      return err(appError('not-possible-now', 'Only the demo’s hosts have a plug to be pulled.'));
    },
  };
}

function unknownVm(name: string): AppError {
  return appError('vm-not-found', `${name} is not known on this host any more.`);
}
