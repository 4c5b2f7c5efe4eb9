/** Stateroom's desktop shell: one window on the core. Everything it decides lies in the files beside it. */
import { join } from 'node:path';
import v8 from 'node:v8';
import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  protocol,
  safeStorage,
  session,
} from 'electron';
import ElectronStore from 'electron-store';
import { createCore } from '../core/create-core.ts';
import { createSessionSecrets } from '../core/ssh/session-secrets.ts';
import { createLog } from '../create-log.ts';
import { demoSize } from '../demo/demo-size.ts';
import { openDemo } from '../demo/open-demo.ts';
import { keepHeapLean } from '../keep-heap-lean.ts';
import { runReport } from '../report-cli/run-report.ts';
import { menuTemplate } from './app-menu.ts';
import { chooseFile } from './choose-file.ts';
import { connectCore } from './connect-window.ts';
import { createKeyring, keyringProblem } from './keyring-secrets.ts';
import { denyPermissions, lockDown } from './lock-down.ts';
import { appScheme, appUrl } from './origins.ts';
import { printWithElectron } from './print-with-electron.ts';
import { serveApp } from './serve-app.ts';
import { windowOptions } from './window-options.ts';

const out = join(import.meta.dirname, '..');

app.enableSandbox();
protocol.registerSchemesAsPrivileged([
  { scheme: appScheme, privileges: { standard: true, secure: true, supportFetchAPI: true } },
]);
lockDown(app);

// A report from the command line is no console: it may run beside one, and opens no window.
const report = process.argv.indexOf('--report');

// A second start shows the first one's window: two consoles must not act on one store.
if (report >= 0) void makeReport(process.argv.slice(report + 1));
else if (!app.requestSingleInstanceLock()) app.quit();
else void run();

async function makeReport(argv: readonly string[]): Promise<void> {
  // Else the end of the page that was printed would end all of it.
  app.on('window-all-closed', () => undefined);
  await app.whenReady();
  const dataDir = app.getPath('userData');
  const log = createLog({ dataDir });
  const ending = new AbortController();
  process.once('SIGINT', () => ending.abort());
  process.once('SIGTERM', () => ending.abort());
  const options = { usualData: dataDir, print: printWithElectron, log, signal: ending.signal };
  app.exit(await runReport(argv, options));
}

async function run(): Promise<void> {
  await app.whenReady();
  const dataDir = app.getPath('userData');
  const log = createLog({ dataDir });
  denyPermissions(session.defaultSession);

  const problem = keyringProblem(safeStorage, process.platform);
  if (problem) log.warn({ problem }, 'secrets are kept for this session only');
  const secretFile = new ElectronStore<Record<string, unknown>>({ name: 'secrets' });
  const core = createCore({
    dataDir,
    settingsFile: new ElectronStore<Record<string, unknown>>({ name: 'settings' }),
    secrets: createSessionSecrets(problem ? null : createKeyring(safeStorage, secretFile)),
    openDemo: () => openDemo(demoSize),
    chooseFile: (ask) => chooseFile(dialog, BrowserWindow.getFocusedWindow(), ask),
    initialSite: app.isPackaged ? 'ask' : 'own-or-demo',
    checkOutputs: !app.isPackaged,
    print: printWithElectron,
    log,
  });
  void core.opened.then(() => keepHeapLean(v8));
  serveApp(protocol, join(out, 'renderer'), core.madeReport);
  const { admit } = connectCore({ core, ipcMain, log });
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(process.platform, app.name)));

  function openWindow(): void {
    const window = new BrowserWindow(windowOptions(join(out, 'preload', 'preload.cjs')));
    admit(window);
    window.once('ready-to-show', () => window.show());
    void window.loadURL(appUrl);
  }

  openWindow();
  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) openWindow();
  });
  app.on('second-instance', () => {
    const [window] = BrowserWindow.getAllWindows();
    if (!window) return openWindow();
    if (window.isMinimized()) window.restore();
    window.focus();
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });

  let closed = false;
  app.on('will-quit', (event) => {
    if (closed) return;
    event.preventDefault();
    void core.close().finally(() => {
      closed = true;
      app.quit();
    });
  });
}
