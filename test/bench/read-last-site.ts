/**
 * Reads the last site out of a store, alone in this process, as the console does when it starts.
 * Prints one JSON line: `readMs` for opening the store and reading the site as objects, `rawMs` for
 * reading the same site's bytes from a plain file that was just written, and how many those are.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { openStore } from '../../src/main/core/store/open-store.ts';
import { createLog } from '../../src/main/create-log.ts';

const [path = '', dataDir = ''] = process.argv.slice(2);
const log = createLog({ dataDir, level: 'warn' });
let started = performance.now();
const store = openStore(path, { log });
if (!store.ok) throw new Error(store.error.message);
const last = await store.value.history.loadLast();
if (!last.ok) throw new Error(last.error.message);
await last.value.parseVms();
const readMs = performance.now() - started;
store.value.close();

const plain = `${path}.plain`;
writeFileSync(plain, JSON.stringify(last.value));
started = performance.now();
const bytes = readFileSync(plain).length;
const rawMs = performance.now() - started;
rmSync(plain);
console.log(JSON.stringify({ readMs, rawMs, bytes }));
