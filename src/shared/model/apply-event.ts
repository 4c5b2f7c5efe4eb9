import { defaultSettings } from './settings.ts';
import type { SiteEvent, SiteState } from './site.ts';
import type { Vm } from './vm.ts';

export const emptySite: SiteState = {
  kind: 'none',
  hosts: {},
  vms: {},
  imageServers: {},
  outages: {},
  fencing: {},
  jobs: {},
  prompts: {},
  settings: defaultSettings,
  warnings: {},
  file: null,
  fileWork: null,
};

function without<T>(record: Record<string, T>, key: string): Record<string, T> {
  if (!Object.hasOwn(record, key)) return record;
  const { [key]: _gone, ...rest } = record;
  return rest;
}

/** A record that a VM named `__proto__` cannot harm. */
function byName(vms: readonly Vm[]): Record<string, Vm> {
  return Object.fromEntries(vms.map((vm) => [vm.name, vm]));
}

/** The one place where the site changes, for core and renderer alike. Pure; shares what it keeps. */
export function applyEvent(state: SiteState, event: SiteEvent): SiteState {
  switch (event.type) {
    case 'site':
      return { ...state, kind: event.kind };
    case 'host-put':
      return { ...state, hosts: { ...state.hosts, [event.host.id]: event.host } };
    case 'host-removed':
      return {
        ...state,
        hosts: without(state.hosts, event.hostId),
        vms: without(state.vms, event.hostId),
        outages: without(state.outages, event.hostId),
        fencing: without(state.fencing, event.hostId),
      };
    case 'vms-replaced':
      return { ...state, vms: { ...state.vms, [event.hostId]: byName(event.vms) } };
    case 'vm-put': {
      const others = Object.values(state.vms[event.vm.hostId] ?? {}).filter(
        (vm) => vm.name !== event.vm.name,
      );
      return {
        ...state,
        vms: { ...state.vms, [event.vm.hostId]: byName([...others, event.vm]) },
      };
    }
    case 'vm-removed': {
      const vms = state.vms[event.hostId];
      if (!vms) return state;
      return { ...state, vms: { ...state.vms, [event.hostId]: without(vms, event.name) } };
    }
    case 'usage':
      return applyUsage(state, event);
    case 'image-server-put': {
      const { server } = event;
      return { ...state, imageServers: { ...state.imageServers, [server.id]: server } };
    }
    case 'image-server-removed':
      return { ...state, imageServers: without(state.imageServers, event.serverId) };
    case 'outage-put': {
      const { outage } = event;
      return { ...state, outages: { ...state.outages, [outage.hostId]: outage } };
    }
    case 'outage-removed':
      return { ...state, outages: without(state.outages, event.hostId) };
    case 'fencing': {
      const { hostId, fencing } = event;
      if (fencing === null) return { ...state, fencing: without(state.fencing, hostId) };
      return { ...state, fencing: { ...state.fencing, [hostId]: fencing } };
    }
    case 'job-put':
      return { ...state, jobs: { ...state.jobs, [event.job.id]: event.job } };
    case 'job-removed':
      return { ...state, jobs: without(state.jobs, event.jobId) };
    case 'prompt-put':
      return { ...state, prompts: { ...state.prompts, [event.prompt.id]: event.prompt } };
    case 'prompt-removed':
      return { ...state, prompts: without(state.prompts, event.promptId) };
    case 'file-work':
      return { ...state, fileWork: event.work };
    case 'warning-removed':
      return { ...state, warnings: without(state.warnings, event.id) };
    case 'settings':
      return { ...state, settings: event.settings };
  }
}

function applyUsage(state: SiteState, event: SiteEvent & { type: 'usage' }): SiteState {
  const host = state.hosts[event.hostId];
  if (!host) return state;
  const vms = { ...state.vms[event.hostId] };
  for (const [name, cpu, cpuSeconds] of event.vms) {
    const vm = Object.hasOwn(vms, name) ? vms[name] : undefined;
    if (vm) vms[name] = { ...vm, cpu, cpuSeconds };
  }
  return {
    ...state,
    hosts: { ...state.hosts, [host.id]: { ...host, usage: event.usage } },
    vms: { ...state.vms, [host.id]: vms },
  };
}
