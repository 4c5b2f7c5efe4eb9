// npm start [-- --browser] [-- ARG…]: opens the console, in Electron where it can, else in the browser host.
import { spawn } from 'node:child_process';
import { compileCache } from './lib/compile-cache.mjs';
import { ensureDependencies, root } from './lib/dependencies.mjs';
import { displayProblem, ensureElectron } from './lib/electron.mjs';
import { leanHeap } from './lib/lean-heap.mjs';
import { runNode } from './lib/run.mjs';

ensureDependencies();
const args = process.argv.slice(2).filter((argument) => argument !== '--browser');
const wantsBrowser = process.argv.includes('--browser');

const built = await runNode(['scripts/build.ts', wantsBrowser ? 'browser' : 'all']);
if (built !== 0) process.exit(built);

const electron = wantsBrowser
  ? { problem: 'asked for with --browser' }
  : displayProblem()
    ? { problem: displayProblem() }
    : ensureElectron();

if (electron.binary) {
  const sandboxless = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const child = spawn(electron.binary, [...sandboxless, root, ...args], { stdio: 'inherit' });
  child.on('exit', (code) => process.exit(code ?? 1));
} else {
  console.log(`Opening in the browser instead of Electron: ${electron.problem}.`);
  const host = [...leanHeap, 'out/browser-host/main.cjs', ...args];
  process.exit(await runNode(host, { env: compileCache }));
}
