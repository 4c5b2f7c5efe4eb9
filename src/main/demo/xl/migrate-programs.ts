import type { Program } from '../shell/call.ts';
export const migratePrograms: Readonly<Record<string, Program>> = {};
