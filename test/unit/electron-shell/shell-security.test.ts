import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { contentPolicy } from '../../../src/main/content-policy.ts';
import { appUrl, isAllowedExternal, isAppUrl } from '../../../src/main/electron/origins.ts';
import { isTrustedSender } from '../../../src/main/electron/trusted-sender.ts';
import { windowOptions } from '../../../src/main/electron/window-options.ts';
import { rendererPath } from '../../../src/main/renderer-files.ts';

describe('the window', () => {
  const preferences = windowOptions('/p/preload.cjs').webPreferences ?? {};

  it.each([
    ['contextIsolation', true],
    ['sandbox', true],
    ['webSecurity', true],
    ['nodeIntegration', false],
    ['nodeIntegrationInWorker', false],
    ['nodeIntegrationInSubFrames', false],
    ['webviewTag', false],
    ['allowRunningInsecureContent', false],
    ['experimentalFeatures', false],
    ['navigateOnDragDrop', false],
  ] as const)('has %s set to %s', (name, value) => {
    expect(preferences[name]).toBe(value);
  });
});

describe('the content policy', () => {
  const policy = contentPolicy("'none'");

  it('begins with nothing allowed', () => {
    expect(policy).toMatch(/^default-src 'none';/);
  });

  it('allows no inline code, no eval and no foreign origin', () => {
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    expect(policy).toContain("connect-src 'none'");
  });
});

describe('navigation', () => {
  it('stays within the app', () => {
    expect(isAppUrl(appUrl)).toBe(true);
    for (const url of [
      'https://app/',
      'file:///etc/passwd',
      'stateroom://app.evil.example/',
      'stateroom://evil@app/',
      'stateroom://other/',
      'javascript:alert(1)',
      'not a url',
    ]) {
      expect(isAppUrl(url), url).toBe(false);
    }
  });

  it('hands only https links of known sites to the browser', () => {
    expect(isAllowedExternal('https://wiki.xenproject.org/wiki/Migration')).toBe(true);
    for (const url of [
      'http://wiki.xenproject.org/',
      'https://wiki.xenproject.org.evil.example/',
      'https://user@wiki.xenproject.org/',
      'https://wiki.xenproject.org:8443/',
      'file:///bin/sh',
      '',
    ]) {
      expect(isAllowedExternal(url), url).toBe(false);
    }
  });
});

describe('the sender of a call', () => {
  const known = new Set([3]);
  const good = { webContentsId: 3, frameUrl: appUrl, isMainFrame: true };

  it('is trusted when it is the main frame of our window on our page', () => {
    expect(isTrustedSender(good, known)).toBe(true);
  });

  it.each([
    ['an unknown window', { ...good, webContentsId: 4 }],
    ['a frame inside the page', { ...good, isMainFrame: false }],
    ['another page', { ...good, frameUrl: 'https://example.org/' }],
    ['a frame that is gone', { ...good, frameUrl: null }],
  ])('is not trusted when it is %s', (_who, sender) => {
    expect(isTrustedSender(sender, known)).toBe(false);
  });
});

describe('the preload script', () => {
  it('exposes invoke and subscribe and nothing else', () => {
    const source = readFileSync('src/main/preload/preload.ts', 'utf8');
    expect(source.match(/exposeInMainWorld\('(\w+)'/g)).toEqual(["exposeInMainWorld('stateroom'"]);
    const surface = source.slice(source.indexOf('exposeInMainWorld'));
    expect([...surface.matchAll(/^ {2}(\w+)[:(]/gm)].map((match) => match[1])).toEqual([
      'invoke',
      'subscribe',
    ]);
  });
});

describe('the renderer’s files', () => {
  it('are found below their folder', () => {
    expect(rendererPath('/r', '/')).toEqual({
      path: '/r/index.html',
      type: 'text/html; charset=utf-8',
    });
    expect(rendererPath('/r', '/assets/a.js')?.path).toBe('/r/assets/a.js');
  });

  it.each([
    '/../secret.js',
    '/%2e%2e/secret.js',
    '/..%2fsecret.js',
    '/a%00.js',
    '/%',
    '/..\\x.js',
    '/.env',
    '/x.sh',
  ])('are not %s', (path) => {
    expect(rendererPath('/r', path)).toBeNull();
  });
});

describe('the packaged app', () => {
  const config = readFileSync('electron-builder.yml', 'utf8');

  it.each([
    ['runAsNode', 'false'],
    ['enableNodeOptionsEnvironmentVariable', 'false'],
    ['enableNodeCliInspectArguments', 'false'],
    ['grantFileProtocolExtraPrivileges', 'false'],
    ['onlyLoadAppFromAsar', 'true'],
    ['enableEmbeddedAsarIntegrityValidation', 'true'],
    ['enableCookieEncryption', 'true'],
  ])('is built with the fuse %s set to %s', (fuse, value) => {
    expect(config).toMatch(new RegExp(`^  ${fuse}: ${value}$`, 'm'));
  });
});
