import { defaultSettings, type Settings, settingsSchema } from '../../../shared/model/settings.ts';

/** A file of settings, as electron-store and conf both offer it. */
export interface SettingsFile {
  get(key: 'settings'): unknown;
  set(key: 'settings', value: unknown): void;
}

export interface SettingsStore {
  current(): Settings;
  /** Merges, keeps, and returns the whole. */
  update(changes: Partial<Settings>): Settings;
}

/** A field that an older or newer version, or a hand, left unusable falls back to its default. */
export function readSettings(stored: unknown): Settings {
  if (typeof stored !== 'object' || stored === null) return defaultSettings;
  const usable = Object.entries(settingsSchema.shape).flatMap(([key, schema]) => {
    const parsed = schema.safeParse((stored as Record<string, unknown>)[key]);
    return parsed.success ? [[key, parsed.data] as const] : [];
  });
  return settingsSchema.parse(Object.fromEntries(usable));
}

export function createSettingsStore(file: SettingsFile): SettingsStore {
  let settings = readSettings(file.get('settings'));
  return {
    current: () => settings,
    update(changes) {
      settings = settingsSchema.parse({ ...settings, ...changes });
      file.set('settings', settings);
      return settings;
    },
  };
}
