// npm run dist: builds everything and packages it with electron-builder, where Electron can be had.
import { join } from 'node:path';
import { ensureDependencies, root } from './lib/dependencies.mjs';
import { ensureElectron } from './lib/electron.mjs';
import { runNode } from './lib/run.mjs';

ensureDependencies();
const electron = ensureElectron();
if (electron.problem) {
  console.error(`Cannot package: ${electron.problem}.`);
  process.exit(1);
}
let status = await runNode(['scripts/build.ts', 'all']);
if (status === 0) {
  status = await runNode([
    join(root, 'node_modules/electron-builder/cli.js'),
    '--publish=never',
    ...process.argv.slice(2),
  ]);
}
process.exit(status);
