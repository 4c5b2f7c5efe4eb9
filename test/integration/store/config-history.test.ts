import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore, type Store } from '../../../src/main/core/store/open-store.ts';
import { recordingLog } from '../../support/quiet-log.ts';
import { sampleHost } from '../../support/sample-site.ts';

const path = '/etc/xen/web1.cfg';

let folder: string;
let store: Store;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'store-'));
  store = open();
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true });
});

function open(): Store {
  const opened = openStore(join(folder, 'site.sqlite'), { log: recordingLog() });
  if (!opened.ok) throw new Error(opened.error.message);
  return opened.value;
}

function keep(at: number, hostId: string, files: Record<string, string>): void {
  const texts = Object.entries(files).map(([name, text]) => ({ path: name, text }));
  expect(store.history.appendConfigs(at, hostId, texts)).toEqual({ ok: true, value: undefined });
}

function changes(from: number, to: number) {
  const diff = store.history.diff(from, to);
  if (!diff.ok) throw new Error(diff.error.details);
  return diff.value
    .filter(({ kind }) => kind === 'config')
    .map(({ change, hostId, from: source, name, hunks }) => ({
      what: `${change} ${hostId} ${name}${source ? ` from ${source.hostId}` : ''}`,
      lines: hunks?.flatMap(({ lines }) => lines),
    }));
}

function count(table: 'texts' | 'events'): number {
  store.close();
  const raw = new DatabaseSync(join(folder, 'site.sqlite'));
  const rows = raw.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n;
  raw.close();
  store = open();
  return Number(rows);
}

describe('the configuration files of a site', () => {
  it('are compared line by line between any two moments, in either direction', () => {
    keep(1, 'h1', { [path]: 'name="web1"\nmemory=512\n' });
    keep(2, 'h1', { [path]: 'name="web1"\nmemory=1024\n' });
    expect(changes(1, 2)).toEqual([
      { what: `changed h1 ${path}`, lines: [' name="web1"', '-memory=512', '+memory=1024'] },
    ]);
    expect(changes(2, 1)[0]?.lines).toEqual([' name="web1"', '-memory=1024', '+memory=512']);
    expect(changes(0, 1)).toEqual([
      { what: `added h1 ${path}`, lines: ['+name="web1"', '+memory=512'] },
    ]);
    expect(store.history.moments(9)).toEqual({ ok: true, value: [1, 2] });
  });

  it('are gone when the host no longer tells of them, and when the host is removed', () => {
    keep(1, 'h1', { [path]: 'a\n', '/etc/xen/db1.cfg': 'b\n' });
    store.history.appendEvents(1, [{ type: 'host-put', host: sampleHost() }]);
    keep(2, 'h1', { [path]: 'a\n' });
    store.history.appendEvents(3, [{ type: 'host-removed', hostId: 'h1' }]);
    expect(changes(1, 2)).toEqual([{ what: 'removed h1 /etc/xen/db1.cfg', lines: ['-b'] }]);
    expect(changes(2, 3)).toEqual([{ what: `removed h1 ${path}`, lines: ['-a'] }]);
  });

  it('have moved when one went from a host and the same came to another', () => {
    keep(1, 'h1', { [path]: 'a\nb\n' });
    keep(2, 'h2', { [path]: 'a\nc\n' });
    keep(2, 'h1', {});
    expect(changes(1, 2)).toEqual([
      { what: `moved h2 ${path} from h1`, lines: [' a', '-b', '+c'] },
    ]);
  });

  it('are stored once for the same content, whatever host, path and time they are of', () => {
    for (let at = 1; at <= 5; at++) {
      keep(at, 'h1', { [path]: at % 2 ? 'odd\n' : 'even\n', '/etc/xen/copy.cfg': 'odd\n' });
      keep(at, 'h2', { [path]: 'odd\n' });
      keep(at, 'h2', { [path]: 'odd\n' });
    }
    expect(count('texts')).toBe(2);
    expect(count('events')).toBe(7);
    keep(6, 'h2', { [path]: 'odd\n' });
    expect(count('events')).toBe(7);
  });
});
