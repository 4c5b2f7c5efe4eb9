import fc from 'fast-check';

/*
 * Set up before every test file: properties are tried on the same cases in every run, so that a case
 * that nobody has met fails where it is looked for, and not in somebody's fresh clone. To look for
 * one: STATEROOM_PROPERTY_SEED=7 tries other cases, STATEROOM_PROPERTY_RUNS=20 twenty times as many.
 */
const { STATEROOM_PROPERTY_SEED = '1', STATEROOM_PROPERTY_RUNS = '1' } = process.env;

/** How often a property is tried that needs another number than most. */
export const runs = (count: number): number => count * Number(STATEROOM_PROPERTY_RUNS);

fc.configureGlobal({ seed: Number(STATEROOM_PROPERTY_SEED), numRuns: runs(100) });
