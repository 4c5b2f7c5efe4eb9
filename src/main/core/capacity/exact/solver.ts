import highsModule from 'highs';

/** What a solver says of a program. */
export type Solution =
  | { kind: 'optimal'; value: Values }
  /** No values can meet all rows: a proof, too. */
  | { kind: 'infeasible' }
  /** The time was over. `bound`: no solution's objective is below it; `value`: of the best so far. */
  | { kind: 'unproven'; bound: number; value: Values | null };

export type Values = (name: string) => number;

/** Solves a program in CPLEX's LP format within a time, in seconds. Takes the thread for as long. */
export type Solve = (text: string, seconds: number) => Solution;

// Its types are those of the CommonJS build, whose function is one level deeper.
const loadHighs = highsModule as unknown as typeof highsModule.default;

/** HiGHS's word for values that meet every row. */
const feasible = 2;

/** HiGHS, as WebAssembly. Loaded once; each solve gets a model of its own. */
export async function loadSolver(): Promise<Solve> {
  const highs = await loadHighs();
  const { modelStatus } = highs.constants;
  return (text, seconds) =>
    highs.withModel({ format: 'lp', data: text }, (model): Solution => {
      model.options.set({ output_flag: false, time_limit: seconds, mip_rel_gap: 0 });
      model.run();
      const status = model.getModelStatus();
      if (status === modelStatus.infeasible) return { kind: 'infeasible' };
      const values = new Map<string, number>();
      const value = (name: string) => values.get(name) ?? 0;
      if (Number(model.info.get('primal_solution_status')) === feasible) {
        for (const [column, of] of model.getSolution().colValue.entries()) {
          values.set(model.getColName(column), of);
        }
      }
      if (status === modelStatus.optimal) return { kind: 'optimal', value };
      const bound = Number(model.info.get('mip_dual_bound'));
      return { kind: 'unproven', bound, value: values.size > 0 ? value : null };
    });
}
