import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { projectNode, root } from './dependencies.mjs';

/**
 * Runs a program on the project's Node and hands its streams and signals through.
 * @param {string[]} args file and arguments for Node
 * @param {{ env?: Record<string, string> }} [options]
 * @returns {Promise<number>} exit status; 1 when a signal ended it
 */
export function runNode(args, options = {}) {
  const path = `${join(root, 'node_modules', 'node', 'bin')}${delimiter}${join(root, 'node_modules', '.bin')}${delimiter}${process.env.PATH}`;
  const child = spawn(projectNode, ['--disable-warning=ExperimentalWarning', ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PATH: path, ...options.env },
  });
  const forward = (signal) => child.kill(signal);
  process.on('SIGINT', forward);
  process.on('SIGTERM', forward);
  return new Promise((resolve) => {
    child.on('error', (error) => {
      console.error(`cannot run ${projectNode}: ${error.message}`);
      resolve(1);
    });
    child.on('exit', (code) => {
      process.off('SIGINT', forward);
      process.off('SIGTERM', forward);
      resolve(code ?? 1);
    });
  });
}
