import { defineConfig } from 'playwright/test';
import { findChromium } from './scripts/lib/chromium.mjs';

const chromiumArgs = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export default defineConfig({
  testDir: 'test',
  outputDir: 'out/test-artifacts',
  // Waits are on conditions; these are limits for what hangs, not for what is slow.
  timeout: 20 * 60_000,
  expect: { timeout: 8 * 60_000 },
  fullyParallel: false,
  workers: 2,
  // A second try is told at the end, with why the first one failed.
  retries: 1,
  reporter: [['list'], ['json', { outputFile: 'out/test-results/playwright.json' }]],
  use: {
    viewport: { width: 1280, height: 800 },
    trace: 'retain-on-failure',
    launchOptions: {
      ...(findChromium() ? { executablePath: findChromium() } : {}),
      // Chromium's own sandbox refuses to run as root, as CI machines often do.
      args: process.getuid?.() === 0 ? ['--no-sandbox', ...chromiumArgs] : chromiumArgs,
    },
  },
  projects: [
    { name: 'e2e', testDir: 'test/e2e' },
    { name: 'electron', testDir: 'test/electron' },
  ],
});
