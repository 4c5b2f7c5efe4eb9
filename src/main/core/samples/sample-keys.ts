import type { SiteState } from '../../../shared/model/site.ts';
import type { Vm } from '../../../shared/model/vm.ts';
import type { SampleSubject } from '../../../shared/samples/series.ts';

/**
 * What a VM's samples are kept under: its UUID, so that they go with it when it moves; its place
 * where it has none.
 */
export function vmSampleKey({ uuid, hostId, name }: Pick<Vm, 'uuid' | 'hostId' | 'name'>): string {
  return uuid === null ? `vm ${hostId}/${name}` : `vm ${uuid}`;
}

export const hostSampleKey = (hostId: string): string => `host ${hostId}`;
export const siteSampleKey = 'site';

export function sampleKeyOf(subject: SampleSubject, state: SiteState): string {
  if (subject.kind === 'site') return siteSampleKey;
  if (subject.kind === 'host') return hostSampleKey(subject.hostId);
  const { hostId, name } = subject.vm;
  return vmSampleKey(state.vms[hostId]?.[name] ?? { uuid: null, hostId, name });
}
