import { describe, expect, it } from 'vitest';
import { restartConfig } from '../../../src/main/core/outage/restart-config.ts';
import { withholdPasswords } from '../../../src/main/core/xen/xl/withhold-passwords.ts';

const uuid = 'ccd5929a-1cff-474c-93fa-ef9068940683';
const vm = { name: 'web1', uuid, configPath: '/etc/xen/web1.cfg' };
const file = `name = "web1"\nuuid = "${uuid}"\nmemory = 128\n`;

describe('the last seen configuration of a VM', () => {
  it('starts it elsewhere as it is', () => {
    expect(restartConfig(file, vm)).toEqual({ ok: true, value: file });
  });

  it('is given the uuid that xl would else make up', () => {
    const made = restartConfig('name = "web1"\nmemory = 128 # small', vm);
    expect(made).toEqual({
      ok: true,
      value: `name = "web1"\nmemory = 128 # small\nuuid = "${uuid}"\n`,
    });
  });

  it.each([
    ['was never seen', null],
    ['holds a password', withholdPasswords(`${file}vncpasswd = "secret"\n`)],
    ['could not be kept', `${file}# ${'x'.repeat(70_000)}`],
    ['could not be kept', `${file}# \u{fffd}`],
    ['cannot be read', 'name = '],
    ['describes another VM', 'name = "web2"\n'],
    ['describes another VM', file.replace(uuid, uuid.replace('c', 'd'))],
  ])('is refused where it %s', (why, text) => {
    expect(restartConfig(text, vm)).toMatchObject({
      ok: false,
      error: { code: 'no-config', message: expect.stringContaining(why) },
    });
  });
});
