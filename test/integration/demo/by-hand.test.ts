import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DemoSite, startDemoSite } from '../../../src/main/demo/start-demo-site.ts';
import { type DemoDoors, demoDoors } from '../../support/demo-doors.ts';
import { typeLineAt } from '../../support/host-door.ts';

let demo: DemoSite;
let doors: DemoDoors;

beforeAll(async () => {
  demo = await startDemoSite({ hosts: 2, vms: 10, seed: 7 });
  doors = demoDoors(demo.hosts);
});
afterAll(async () => {
  await demo.close();
  doors.close();
});

describe('a demo host, visited with plain ssh', () => {
  it('answers commands as a host does, with their exit status', async () => {
    const door = doors.door('xen-01');
    expect(await typeLineAt(door, 'hostname')).toEqual({ stdout: 'xen-01\n', stderr: '', code: 0 });
    const listed = await typeLineAt(door, 'xl list && xl info free_memory');
    expect(listed.stdout).toMatch(/^Name +ID +Mem VCPUs\tState\tTime\(s\)\nDomain-0 /);
    expect(listed.stdout).toMatch(/\n\d+\n$/);
    expect(await typeLineAt(door, 'xl domid nobody')).toMatchObject({ code: 1, stdout: '' });
  });

  it('says what it is and what it knows when it is asked for help', async () => {
    const { stdout, code } = await typeLineAt(doors.door('xen-01'), 'help');
    expect(code).toBe(0);
    expect(stdout).toContain('simulated');
    expect(stdout).toContain('migrate');
  });

  it('says of what it does not know that it does not know it', async () => {
    const door = doors.door('xen-01');
    const unknown = await typeLineAt(door, 'apt-get update');
    expect(unknown).toMatchObject({ code: 127, stdout: '' });
    expect(unknown.stderr).toContain('apt-get: not found');
    expect((await typeLineAt(door, 'xl list | wc -l')).stderr).toContain('no | on this host');
    const script = await typeLineAt(door, "sh -c 'echo of my own'");
    expect(script).toMatchObject({ code: 127, stderr: expect.stringContaining('this script') });
  });

  it('runs a login shell line by line, and ends with the status of the last', async () => {
    const door = doors.door('xen-02');
    const said = await typeLineAt(door, '', 'hostname\nxl domid nobody\nfalse\n');
    expect(said.stdout).toBe('xen-02\n');
    expect(said.stderr).toContain('maybe this domain does not exist');
    expect(said.code).toBe(1);
    expect((await typeLineAt(door, '', 'hostname\nexit\nwhoami\n')).stdout).toBe('xen-02\n');
  });

  it('echoes and edits the line for somebody at a terminal', async () => {
    const door = doors.door('xen-02');
    const typed = await typeLineAt(door, '', 'hostnaem\x7f\x7fme\r\x04', ['-tt']);
    expect(typed.stdout).toContain('Type help');
    expect(typed.stdout).toContain('root@xen-02:~# hostnaem\b \b\b \bme\r\nxen-02\r\n');
    expect(typed.code).toBe(0);
  });
});
