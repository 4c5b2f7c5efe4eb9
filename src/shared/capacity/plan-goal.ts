/** What a plan is for: the fewest hosts, even load, or one host without VMs. */
export const planGoals = ['consolidate', 'balance', 'evacuate'] as const;
export type PlanGoal = (typeof planGoals)[number];

/** What moves are made for; `bring-back`: to a host what was moved off it, without a planner. */
export const carriedGoals = [...planGoals, 'bring-back'] as const;
export type CarriedGoal = (typeof carriedGoals)[number];
