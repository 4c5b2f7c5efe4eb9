import type { RolloutPlan } from '../../../../shared/images/rollout-plan.ts';

export function isXenHost({ xenHosts }: Pick<RolloutPlan, 'xenHosts'>, client: string): boolean {
  return xenHosts.some((host) => host.client === client);
}
