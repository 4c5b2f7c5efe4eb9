import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { adviseServer } from '../../../src/shared/images/advise-server.ts';
import { type ServerFacts, serverTools } from '../../../src/shared/images/server-facts.ts';
import { serverSettingsSchema } from '../../../src/shared/images/server-settings.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

const root = '/srv/stateless';
const complete: ServerFacts = {
  system: ['debian'],
  systemName: 'Debian GNU/Linux 12 (bookworm)',
  hostname: 'images-1',
  layout: 'ours',
  tools: [...serverTools],
  totalKiB: 1,
  freeKiB: 1,
  fileSystem: 'ext4',
  exports: ['images', 'clients', 'orders', 'state', 'reports'].map((name) => `${root}/${name}`),
  nfsRuns: true,
  addresses: ['10.77.0.9'],
  hasSettings: true,
};
const lackOf = (id: string, facts: Partial<ServerFacts>, at = root) =>
  adviseServer({ ...complete, ...facts }, at).find((lack) => lack.id === id);

describe('an image server', () => {
  it('that has everything lacks nothing', () => {
    expect(adviseServer(complete, root)).toEqual([]);
  });

  it('with one address is told to clients by a command that changes nothing that is there', () => {
    const folder = mkdtempSync(join(tmpdir(), 'stateroom-advice-'));
    folders.push(folder);
    const commands = lackOf('address', { hasSettings: false }, folder)?.commands ?? [];
    const run = () => {
      for (const [program = '', ...args] of commands) execFileSync(program, args);
    };
    run();
    const written = readFileSync(join(folder, 'server.json'), 'utf8');
    expect(serverSettingsSchema.parse(JSON.parse(written))).toEqual({
      ...{ generation: 1, address: '10.77.0.9', httpPort: 80 },
    });
    writeFileSync(join(folder, 'server.json'), 'mine');
    run();
    expect(readFileSync(join(folder, 'server.json'), 'utf8')).toBe('mine');
  });

  it('with several, or none, is not guessed about', () => {
    const many = lackOf('address', { hasSettings: false, addresses: ['10.0.0.1', '10.77.0.9'] });
    expect(many).toMatchObject({
      commands: null,
      what: expect.stringContaining('10.0.0.1, 10.77.0.9'),
    });
    expect(lackOf('address', { hasSettings: false, addresses: [] })?.commands).toBeNull();
  });

  it('needs each of its folders exported, or one above them', () => {
    const { exports } = complete;
    expect(lackOf('exports', { exports: exports.slice(1) })?.what).toContain('orders');
    expect(lackOf('exports', { exports: ['/srv'] })).toBeUndefined();
    expect(lackOf('exports', { exports: ['/srv/state', ...exports.slice(0, 3)] })).toBeDefined();
  });
});
