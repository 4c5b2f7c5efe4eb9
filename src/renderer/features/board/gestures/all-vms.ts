import type { SiteState } from '../../../../shared/model/site.ts';
import type { VmRef } from '../../../../shared/model/vm.ts';
import { vmMatches } from '../order/match-site.ts';
import type { BoardModel } from '../use-board-model.ts';

/** Every VM that the search lets through, folded ones included. */
export function allVms(site: SiteState, model: BoardModel): VmRef[] {
  const { match } = model;
  const hostIds = match ? [...match.keys()] : model.layout.order;
  return hostIds.flatMap((hostId) =>
    Object.keys(site.vms[hostId] ?? {})
      .filter((name) => vmMatches(match?.get(hostId) ?? null, name))
      .map((name) => ({ hostId, name })),
  );
}
