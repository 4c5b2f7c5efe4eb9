import { type ChildProcess, spawn } from 'node:child_process';
import { afterEach, describe, expect, it } from 'vitest';
import { findCreateScript } from '../../../src/main/core/outage/scripts.ts';
import { scriptLine } from '../../../src/main/core/shell/command-line.ts';
import { createLocalRunner } from '../../support/local-runner.ts';

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** A process with these words, as `xl create -f FILE` has them at its end. */
async function running(...words: string[]): Promise<void> {
  const idle = 'console.log("on"); setInterval(() => {}, 1000)';
  const child = spawn(process.execPath, ['-e', idle, ...words], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  children.push(child);
  await new Promise((resolve) => child.stdout?.once('data', resolve));
}

async function find(path: string): Promise<string> {
  const ran = await createLocalRunner({ env: { PATH: '/usr/bin:/bin' } }).exec(
    scriptLine(findCreateScript, [path]),
  );
  if (!ran.ok) throw new Error(ran.error.message);
  return ran.value.stdout.trim();
}

describe('whether the toolstack still starts a VM', () => {
  const path = `/etc/xen/it's a *.cfg`;

  it('is seen by the words of its process', async () => {
    await running('create', '-f', path);
    expect(await find(path)).toBe('busy');
  });

  it('is told of this very file only', async () => {
    await running('create', '-f', `${path}.other`);
    await running('create', '-q', path);
    await running('create', '-f', '/etc/xen/it');
    expect(await find(path)).toBe('idle');
    // The asking process has the path among its words, too.
    expect(await find('/etc/xen/nobody.cfg')).toBe('idle');
  });
});
