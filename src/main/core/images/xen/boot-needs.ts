import { appError } from '../../../../shared/app-error.ts';
import { type Manifest, manifestSchema } from '../../../../shared/images/image.ts';
import {
  type ServerSettings,
  serverSettingsSchema,
} from '../../../../shared/images/server-settings.ts';
import { err, ok, type Result } from '../../../../shared/result.ts';
import { parseJsonFile } from '../parse/parse-json-file.ts';
import { readFiles } from '../server/read-server.ts';
import type { ServerPlace } from '../server/server-answer.ts';

const settingsPath = 'server.json';

/** What has to be known of an image server to let a client boot one of its images. */
export interface BootNeeds {
  settings: ServerSettings;
  /** Of the server's files. */
  root: string;
  manifest: Manifest;
}

/** Errors: `image-not-found`, `not-possible-now`, `parse-failed`, and the connection's. */
export async function readBootNeeds(
  place: ServerPlace,
  role: string,
  digest: string,
  signal: AbortSignal,
): Promise<Result<BootNeeds>> {
  const manifestPath = `images/${role}/${digest}/manifest.json`;
  const reading = await readFiles(place, [settingsPath, manifestPath], signal);
  if (!reading.ok) return reading;
  const files = new Map(reading.value.files.map((file) => [file.path, file]));
  const manifestFile = files.get(manifestPath);
  if (!manifestFile) {
    return err(
      appError('image-not-found', `${place.label} has no image ${digest.slice(0, 12)} of ${role}.`),
    );
  }
  const manifest = parseJsonFile(manifestFile, manifestSchema);
  if (!manifest.ok) return manifest;
  const settingsFile = files.get(settingsPath);
  if (!settingsFile) {
    return err(
      appError('not-possible-now', `${place.label} does not say how its clients reach it.`, {
        hint: `Set the address of its clients’ network: ${place.root}/${settingsPath}.`,
      }),
    );
  }
  const settings = parseJsonFile(settingsFile, serverSettingsSchema);
  if (!settings.ok) return settings;
  return ok({ manifest: manifest.value, settings: settings.value, root: place.root });
}

/** The same, asked once for each image. */
export function rememberedNeeds(place: ServerPlace, signal: AbortSignal) {
  const known = new Map<string, Promise<Result<BootNeeds>>>();
  return (role: string, digest: string): Promise<Result<BootNeeds>> => {
    const key = `${role}/${digest}`;
    const asked = known.get(key) ?? readBootNeeds(place, role, digest, signal);
    known.set(key, asked);
    return asked;
  };
}
