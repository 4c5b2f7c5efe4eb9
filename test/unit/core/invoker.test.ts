import { describe, expect, it } from 'vitest';
import { createInvoker, type Handlers } from '../../../src/main/core/invoker.ts';
import { ok } from '../../../src/shared/result.ts';
import { recordingLog } from '../../support/quiet-log.ts';

function invoker(handlers: Partial<Handlers>, checkOutputs = true) {
  const log = recordingLog();
  return { log, invoke: createInvoker({ handlers: handlers as Handlers, log, checkOutputs }) };
}

describe('the invoker', () => {
  it('refuses a method that is not in the table, and one of Object.prototype', async () => {
    const { invoke } = invoker({});
    for (const method of ['no.such', 'toString', '__proto__']) {
      expect(await invoke(method, {})).toMatchObject({
        ok: false,
        error: { code: 'unknown-method' },
      });
    }
  });

  it('refuses input that is not of its form, and says where', async () => {
    const { invoke } = invoker({});
    const result = await invoke('hosts.connect', { hostId: 7 });
    expect(result).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
    expect(JSON.stringify(result)).toContain('hostId');
  });

  it('hands parsed input over and the answer back', async () => {
    const { invoke } = invoker({ 'hosts.connect': (input) => ok(input.hostId === 'h1' ? {} : {}) });
    expect(await invoke('hosts.connect', { hostId: 'h1' })).toEqual({ ok: true, value: {} });
  });

  it('turns a throw into an internal error that the log can be searched for', async () => {
    const { invoke, log } = invoker({
      'hosts.connect': () => {
        throw new Error('a bug');
      },
    });
    const result = await invoke('hosts.connect', { hostId: 'h1' });
    if (result.ok) throw new Error('expected a failure');
    expect(result.error.code).toBe('internal');
    expect(JSON.stringify(result)).not.toContain('a bug');
    expect(log.lines.join()).toContain(result.error.correlationId);
  });

  it('does not let out an answer that is not of its form', async () => {
    const wrong = { 'hosts.add': () => ok({ nothing: true }) } as unknown as Handlers;
    const input = { label: 'a', access: { address: 'a', port: 22, user: 'root' } };
    expect(await invoker(wrong).invoke('hosts.add', input)).toMatchObject({
      ok: false,
      error: { code: 'internal' },
    });
  });
});
