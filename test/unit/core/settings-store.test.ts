import { describe, expect, it } from 'vitest';
import {
  createSettingsStore,
  readSettings,
  type SettingsFile,
} from '../../../src/main/core/settings/settings-store.ts';
import { methods } from '../../../src/shared/contract/methods.ts';
import { defaultSettings } from '../../../src/shared/model/settings.ts';

function file(stored?: unknown): SettingsFile & { stored: unknown } {
  const self = {
    stored,
    get: () => self.stored,
    set(_key: 'settings', value: unknown) {
      self.stored = value;
    },
  };
  return self;
}

describe('the settings', () => {
  it('are the defaults where nothing, or nonsense, is stored', () => {
    for (const stored of [undefined, null, 'x', 7, []]) {
      expect(readSettings(stored)).toEqual(defaultSettings);
    }
  });

  it('lose only the fields that are unusable', () => {
    expect(readSettings({ theme: 'dark', moveConcurrency: -3, unknown: 1 })).toEqual({
      ...defaultSettings,
      theme: 'dark',
    });
  });

  it('change only where a change is asked for', () => {
    const { input } = methods['settings.update'];
    expect(input.parse({ theme: 'dark' })).toEqual({ theme: 'dark' });
    expect(input.safeParse({ moveConcurrency: 0 }).success).toBe(false);
  });

  it('are kept when they change', () => {
    const kept = file();
    createSettingsStore(kept).update({ moveConcurrency: 5 });
    expect(createSettingsStore(kept).current().moveConcurrency).toBe(5);
  });
});
