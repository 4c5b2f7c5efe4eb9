import {
  sweepBootFilesScript,
  takeBootFileScript,
} from '../../core/images/xen/scripts/boot-files.ts';
import { createConfigScript, removeVmScript } from '../../core/images/xen/scripts/new-vm.ts';
import { powerCycleScript } from '../../core/images/xen/scripts/power-cycle.ts';
import { switchConfigScript } from '../../core/images/xen/scripts/switch-config.ts';
import { checkFilesScript } from '../../core/migration/scripts/check-files.ts';
import { cancelMoveScript, cleanUpScript } from '../../core/migration/scripts/end-move.ts';
import { answerScript, findPathScript } from '../../core/migration/scripts/find-path.ts';
import { followScript } from '../../core/migration/scripts/follow-move.ts';
import {
  endReceiverScript,
  lookAtTargetScript,
} from '../../core/migration/scripts/look-at-target.ts';
import {
  confirmConfigScript,
  readConfigScript,
  restoreConfigScript,
  retireConfigScript,
  writeConfigScript,
} from '../../core/migration/scripts/move-config.ts';
import { settleDomainScript } from '../../core/migration/scripts/settle-domain.ts';
import { startMoveScript } from '../../core/migration/scripts/start-move.ts';
import { findCreateScript } from '../../core/outage/scripts.ts';
import { stateroomDetect } from '../../core/xen/scripts/stateroom-detect.ts';
import { stateroomPower } from '../../core/xen/xl/scripts/stateroom-power.ts';
import { stateroomRead } from '../../core/xen/xl/scripts/stateroom-read.ts';
import { stateroomTune } from '../../core/xen/xl/scripts/stateroom-tune.ts';
import { stateroomWatch } from '../../core/xen/xl/scripts/stateroom-watch.ts';
import type { Program } from '../shell/call.ts';
import {
  powerCycleTwin,
  sweepBootFilesTwin,
  switchConfigTwin,
  takeBootFileTwin,
} from './boot-twins.ts';
import { checkFilesTwin } from './check-files-twin.ts';
import {
  confirmConfigTwin,
  readConfigTwin,
  restoreConfigTwin,
  retireConfigTwin,
  writeConfigTwin,
} from './config-move-twins.ts';
import { consoleScripts } from './console-scripts.ts';
import { answerTwin, findPathTwin } from './find-path-twin.ts';
import { followTwin } from './follow-twin.ts';
import {
  cancelMoveTwin,
  cleanUpTwin,
  endReceiverTwin,
  lookAtTargetTwin,
  settleDomainTwin,
} from './move-upkeep-twins.ts';
import { createConfigTwin, removeVmTwin } from './new-vm-twins.ts';
import { powerTwin } from './power-twin.ts';
import { readTwin } from './read-twin.ts';
import { startMoveTwin } from './start-move-twin.ts';
import { tuneTwin } from './tune-twin.ts';
import { watchTwin } from './watch-twin.ts';
import { detectTwin, loginAsIsTwin, loginEscapedTwin, lookTwin } from './wrapper-twins.ts';

/** Each of the console's scripts, by its text, and what it does on a simulated host. */
export const scriptTwins: ReadonlyMap<string, Program> = new Map<string, Program>([
  [consoleScripts.loginAsIs, loginAsIsTwin],
  [consoleScripts.loginEscaped, loginEscapedTwin],
  [consoleScripts.look, lookTwin],
  [stateroomDetect.text, detectTwin],
  [stateroomRead.text, readTwin],
  [stateroomWatch.text, watchTwin],
  [stateroomPower.text, powerTwin],
  [stateroomTune.text, tuneTwin],
  [checkFilesScript.text, checkFilesTwin],
  [findPathScript.text, findPathTwin],
  [answerScript.text, answerTwin],
  [startMoveScript.text, startMoveTwin],
  [followScript.text, followTwin],
  [cancelMoveScript.text, cancelMoveTwin],
  [cleanUpScript.text, cleanUpTwin],
  [lookAtTargetScript.text, lookAtTargetTwin],
  [endReceiverScript.text, endReceiverTwin],
  [settleDomainScript.text, settleDomainTwin],
  [readConfigScript.text, readConfigTwin],
  [writeConfigScript.text, writeConfigTwin],
  [retireConfigScript.text, retireConfigTwin],
  [confirmConfigScript.text, confirmConfigTwin],
  [restoreConfigScript.text, restoreConfigTwin],
  // A create of the demo is over when its call is.
  [
    findCreateScript.text,
    ({ out }) => {
      out('idle\n');
      return 0;
    },
  ],
  [takeBootFileScript.text, takeBootFileTwin],
  [sweepBootFilesScript.text, sweepBootFilesTwin],
  [switchConfigScript.text, switchConfigTwin],
  [powerCycleScript.text, powerCycleTwin],
  [createConfigScript.text, createConfigTwin],
  [removeVmScript.text, removeVmTwin],
]);
