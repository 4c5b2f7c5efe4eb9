/** Numbers a benchmark found, flat or one level deep, e.g. `{ frame: { p95Ms: 4.1 } }`. */
export type Figures = Record<string, number | string | Record<string, number>>;

export interface Benchmark {
  /** What is measured against what, in a sentence. */
  about: string;
  run(progress: (line: string) => void): Promise<Figures>;
  /** The budgets that these figures miss, in words; empty when all are held. */
  budget(figures: Figures): string[];
}
