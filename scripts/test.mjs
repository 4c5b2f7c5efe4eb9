// npm test: types, lint, layers, dead code, unit, integration, end-to-end. Runs all, then says what failed.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDependencies, root } from './lib/dependencies.mjs';

ensureDependencies();
const { ensureChromium } = await import('./lib/chromium.mjs');
const { displayProblem, findElectron } = await import('./lib/electron.mjs');
const { ensureTestPrograms } = await import('./lib/test-programs.mjs');
const { runNode } = await import('./lib/run.mjs');
const { countsLine, countTests, resultsFolder, troubleLines } = await import(
  './lib/test-counts.mjs'
);
ensureChromium();
ensureTestPrograms();
rmSync(resultsFolder, { recursive: true, force: true });
mkdirSync(resultsFolder, { recursive: true });

const bin = (name) => join(root, 'node_modules', name);
const tsc = bin('typescript/bin/tsc');
const vitest = (project) => [
  bin('vitest/vitest.mjs'),
  'run',
  `--project=${project}`,
  '--reporter=default',
  '--reporter=json',
  `--reporter=${join(root, 'scripts/lib/retried-tests.mjs')}`,
  `--outputFile=${join(resultsFolder, `${project}.json`)}`,
];
const steps = [
  ['types: shared', [tsc, '-p', 'src/shared']],
  ['types: main', [tsc, '-p', 'src/main']],
  ['types: renderer', [tsc, '-p', 'src/renderer']],
  ['types: tests', [tsc, '-p', 'test']],
  ['lint and format', [bin('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings', '.']],
  [
    'layers',
    [
      bin('dependency-cruiser/bin/dependency-cruiser.mjs'),
      'src',
      '--config',
      '.dependency-cruiser.cjs',
    ],
  ],
  ['dead code', [bin('knip/bin/knip.js')]],
  ['build', ['scripts/build.ts', 'all']],
  ['unit', vitest('unit')],
  ['integration', vitest('integration')],
  ['end-to-end and Electron shell', [bin('playwright/cli.js'), 'test']],
];

const failed = [];
for (const [name, args] of steps) {
  console.log(`\n── ${name}`);
  const started = Date.now();
  const status = await runNode(args);
  console.log(
    `── ${name}: ${status === 0 ? 'ok' : `FAILED (${status})`}, ${((Date.now() - started) / 1000).toFixed(1)} s`,
  );
  if (status !== 0) failed.push(name);
}
const noWindow = findElectron() ? displayProblem() : 'its binary is not installed';
if (noWindow) console.log(`\nThe tests of the Electron shell itself were skipped: ${noWindow}.`);
for (const line of troubleLines(['unit', 'integration', 'playwright'])) console.log(`\n${line}`);
console.log(`\n${countsLine(countTests(['unit', 'integration', 'playwright']))}`);
if (failed.length > 0) {
  console.error(`Failed: ${failed.join('; ')}`);
  process.exit(1);
}
