import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseXlInfo } from '../../../src/main/core/xen/xl/parse-xl-info.ts';
import { anyOutput } from '../../support/any-output.ts';
import { hostWithGuest, infoPvOnly, transcript, transcriptOf } from '../../support/transcripts.ts';

const real = transcriptOf(hostWithGuest, 'xl info -n');
const pvOnly = transcript(infoPvOnly);

describe('`xl info -n`', () => {
  it('is read as a real host printed it', () => {
    expect(parseXlInfo(real)).toEqual({
      ok: true,
      value: {
        hostname: 'xen-a',
        dom0Kernel: '6.1.0-56-amd64',
        xenVersion: { major: 4, minor: 17, extra: '.7' },
        xenCaps: ['xen-3.0-x86_64', 'hvm-3.0-x86_32', 'hvm-3.0-x86_32p', 'hvm-3.0-x86_64'],
        virtCaps: ['pv', 'hvm', 'hap', 'gnttab-v1', 'gnttab-v2'],
        hwCaps: '178bf3fd:c0982201:20100800:00000007:00000000:00000000:00000000:00000000',
        commandLine:
          'console=com1 com1=115200,8n1 dom0_mem=1024M,max:1024M dom0_max_vcpus=1 loglvl=warning guest_loglvl=warning no-real-mode noreboot sched=credit2 watchdog=0',
        scheduler: 'credit2',
        pcpus: 2,
        coresPerSocket: 2,
        threadsPerCore: 1,
        cpuMhz: 2249.997,
        totalMemoryMiB: 3071,
        freeMemoryMiB: 1884,
        numaNodes: [{ id: 0, memoryMiB: 5120, freeMiB: 1884 }],
      },
    });
  });

  it('tells a host without VT or SVM, and without NUMA blocks', () => {
    expect(parseXlInfo(pvOnly)).toMatchObject({
      ok: true,
      value: {
        xenCaps: ['xen-3.0-x86_64'],
        virtCaps: ['pv', 'gnttab-v1', 'gnttab-v2'],
        numaNodes: [],
      },
    });
  });

  it('does not take the rows of cpu_topology for NUMA nodes', () => {
    const rows = '   0:      4096        100      10,21\n   1:      4096        200      21,10';
    const two = real.replace('   0:      5120       1884      10', rows);
    const parsed = parseXlInfo(two);
    expect(parsed.ok && parsed.value.numaNodes).toEqual([
      { id: 0, memoryMiB: 4096, freeMiB: 100 },
      { id: 1, memoryMiB: 4096, freeMiB: 200 },
    ]);
  });

  it('names what is missing', () => {
    const parsed = parseXlInfo(real.replace(/^free_memory.*\n/m, '').replace(/^nr_cpus .*\n/m, ''));
    expect(!parsed.ok && parsed.error.message).toContain('nr_cpus, free_memory');
  });

  it('never throws, whatever comes', () => {
    fc.assert(fc.property(anyOutput([real, pvOnly]), (text) => void parseXlInfo(text)));
  });
});
