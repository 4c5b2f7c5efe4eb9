import {
  cancelBuildScript,
  readBuildsScript,
  startBuildScript,
} from '../../core/images/server/scripts/builds.ts';
import { commitScript } from '../../core/images/server/scripts/commit-changes.ts';
import { deleteImageScript } from '../../core/images/server/scripts/delete-image.ts';
import { importImageScript } from '../../core/images/server/scripts/import-image.ts';
import { listSetAsideScript } from '../../core/images/server/scripts/list-set-aside.ts';
import { lookAtFilesScript } from '../../core/images/server/scripts/look-at-files.ts';
import { packImageScript, unpackImageScript } from '../../core/images/server/scripts/pack-image.ts';
import { probeServerScript } from '../../core/images/server/scripts/probe-server.ts';
import { readFilesScript } from '../../core/images/server/scripts/read-files.ts';
import { readPackagesScript } from '../../core/images/server/scripts/read-packages.ts';
import { readPieceScript } from '../../core/images/server/scripts/read-piece.ts';
import { readRecordScript } from '../../core/images/server/scripts/read-record.ts';
import { readServerScript } from '../../core/images/server/scripts/read-server.ts';
import { lookAtTimerScript } from '../../core/images/server/scripts/rollout-timer.ts';
import { swapDriveScript } from '../../core/images/server/scripts/swap-drive.ts';
import { consoleScripts, scriptCallOf, unescaped } from '../scripts/console-scripts.ts';
import { cancelBuildTwin, readBuildsTwin, startBuildTwin } from './build-twin.ts';
import { commitTwin } from './commit-twin.ts';
import { deleteImageTwin } from './delete-twin.ts';
import type { ServerProgram, StreamingProgram } from './demo-server.ts';
import { listSetAsideTwin, swapDriveTwin } from './drive-twins.ts';
import { importTwin, lookAtFilesTwin } from './import-twins.ts';
import { packImageTwin, unpackImageTwin } from './pack-twin.ts';
import {
  lookAtTimerTwin,
  probeTwin,
  readFilesTwin,
  readPackagesTwin,
  readPieceTwin,
  readRecordTwin,
  readServerTwin,
} from './read-twins.ts';

const twins: ReadonlyMap<string, ServerProgram> = new Map([
  [cancelBuildScript.text, cancelBuildTwin],
  [commitScript.text, commitTwin],
  [deleteImageScript.text, deleteImageTwin],
  [lookAtFilesScript.text, lookAtFilesTwin],
  [packImageScript.text, packImageTwin],
  [probeServerScript.text, probeTwin],
  [readBuildsScript.text, readBuildsTwin],
  [readFilesScript.text, readFilesTwin],
  [readPackagesScript.text, readPackagesTwin],
  [lookAtTimerScript.text, lookAtTimerTwin],
  [readRecordScript.text, readRecordTwin],
  [readPieceScript.text, readPieceTwin],
  [readServerScript.text, readServerTwin],
  [startBuildScript.text, startBuildTwin],
  [unpackImageScript.text, unpackImageTwin],
  [listSetAsideScript.text, listSetAsideTwin],
  [swapDriveScript.text, swapDriveTwin],
]);

const streamingTwins: ReadonlyMap<string, StreamingProgram> = new Map([
  [importImageScript.text, importTwin],
]);

/** A line as the console sends it, taken apart: its marker, and the twin of the script in it. */
export interface ServerCommand {
  marker: string;
  /** Null, both: it is none of the console's scripts. */
  program: ServerProgram | null;
  streaming: StreamingProgram | null;
  /** The root, and the arguments behind it. */
  root: string;
  args: readonly string[];
  name: string;
}

/** Null for a line that no console of ours sends. */
export function serverCommandOf(line: string): ServerCommand | null {
  const login = scriptCallOf(line);
  if (!login) return null;
  const [half = '', otherHalf = '', sent = ''] = login.args;
  const read = {
    [consoleScripts.loginAsIs]: (text: string) => text,
    [consoleScripts.loginEscaped]: unescaped,
  };
  const inner = scriptCallOf(read[login.text]?.(sent) ?? '');
  if (!inner) return null;
  const [root = '', ...args] = inner.args;
  return {
    marker: `${half}${otherHalf}\n`,
    program: twins.get(inner.text) ?? null,
    streaming: streamingTwins.get(inner.text) ?? null,
    root,
    args,
    name: inner.name,
  };
}
