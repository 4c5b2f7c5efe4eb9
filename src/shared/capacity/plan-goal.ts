/** What a plan is for: the fewest hosts, even load, or one host without VMs. */
export const planGoals = ['consolidate', 'balance', 'evacuate'] as const;
export type PlanGoal = (typeof planGoals)[number];
