// npm run test:lab: builds or restores the real-Xen lab and runs its tests.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDependencies, root } from './lib/dependencies.mjs';

ensureDependencies();
const { ensureChromium } = await import('./lib/chromium.mjs');
const { runNode } = await import('./lib/run.mjs');
const { countsLine, countTests, resultsFolder, troubleLines } = await import(
  './lib/test-counts.mjs'
);
ensureChromium();
mkdirSync(resultsFolder, { recursive: true });
const results = join(resultsFolder, 'lab.json');
for (const file of ['lab.json', 'lab-retried.json'])
  rmSync(join(resultsFolder, file), { force: true });

let status = await runNode(['scripts/build.ts', 'renderer']);
// All snapshots are made before anything runs: beside running hosts the last one's boot takes minutes.
if (status === 0)
  status = await runNode(['test/lab/lab.ts', 'build', 'xen-a', 'xen-b', 'xen-c', 'images-1']);
if (status === 0) status = await runNode(['test/lab/lab.ts', 'up']);
if (status === 0) {
  status = await runNode([
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--project=lab',
    '--reporter=verbose',
    '--reporter=json',
    `--reporter=${join(root, 'scripts/lib/retried-tests.mjs')}`,
    `--outputFile=${results}`,
    ...process.argv.slice(2),
  ]);
}
await runNode(['test/lab/lab.ts', 'down']);
for (const line of troubleLines(['lab'])) console.log(`\n${line}`);
console.log(`\n${countsLine(countTests(['lab']))}`);
process.exit(status);
