/**
 * One thing that the console can be told to do. Menus, keys, the list of shortcuts and the search
 * all take it from here, so that it is called the same and refused for the same reason everywhere.
 */
export interface Command {
  id: string;
  label: string;
  /** Its keys as people read them: `Ctrl K`, `H`. */
  keys?: string;
  /** What it does, where the label alone does not say it. */
  about?: string;
  /** Other words by which it is looked for. */
  words?: string;
  /** Why it cannot be done now, in a sentence; null when it can. */
  blocked: string | null;
  /** What else is to be known of it now. */
  note?: string;
  danger?: boolean;
  run: () => void;
}

/** Commands that stand together; `label` names them for those who do not see the line between. */
export interface CommandSection {
  label: string | null;
  commands: readonly Command[];
}
