import type { SimHost } from '../host/sim-host.ts';
import { pcpusOf, virtCapsOf, xenCapsOf } from '../model/host-kinds.ts';

function line(key: string, value: string | number): string {
  return `${key.padEnd(23)}: ${value}`;
}

/** hypervisor's command line, as /boot/grub has it on such a host. */
function xenCommandLine(host: SimHost): string {
  const { memoryMiB, vcpus } = host.plan.dom0;
  return `placeholder dom0_mem=${memoryMiB}M,max:${memoryMiB}M dom0_max_vcpus=${vcpus} ucode=scan`;
}

function topology(host: SimHost): string[] {
  const { sockets, coresPerSocket, threadsPerCore } = host.plan.kind;
  const lines: string[] = [];
  for (let socket = 0; socket < sockets; socket++) {
    for (let core = 0; core < coresPerSocket; core++) {
      for (let thread = 0; thread < threadsPerCore; thread++) {
        const cell = (number: number, width: number) => String(number).padStart(width);
        lines.push(
          `${cell(lines.length, 3)}:    ${cell(core, 4)}     ${cell(socket, 4)}     ${cell(socket, 4)}`,
        );
      }
    }
  }
  return lines;
}

function numa(host: SimHost): string[] {
  const { sockets, memoryMiB } = host.plan.kind;
  const free = host.freeMemoryMiB();
  return Array.from({ length: sockets }, (_, node) => {
    // The last node also counts the hole below 4 GiB, as Xen's does.
    const size = Math.floor(memoryMiB / sockets) + (node === 0 ? 2048 : 0);
    const share = Math.floor(free / sockets) + (node === 0 ? free % sockets : 0);
    const distances = Array.from({ length: sockets }, (__, other) => (other === node ? 10 : 21));
    return `${String(node).padStart(4)}:    ${String(size).padStart(6)}     ${String(share).padStart(6)}      ${distances.join(',')}`;
  });
}

/** `xl info` and `xl info -n`. */
export function formatInfo(host: SimHost, withNuma: boolean): string {
  const { kind } = host.plan;
  const { build, cpu } = kind;
  const mhz = cpu.mhz.toFixed(3);
  return [
    line('host', host.plan.name),
    line('release', build.release),
    line('version', build.version),
    line('machine', 'x86_64'),
    line('nr_cpus', pcpusOf(kind)),
    line('max_cpu_id', pcpusOf(kind) - 1),
    line('nr_nodes', kind.sockets),
    line('cores_per_socket', kind.coresPerSocket),
    line('threads_per_core', kind.threadsPerCore),
    line('cpu_mhz', mhz),
    line('hw_caps', cpu.hwCaps),
    line('virt_caps', virtCapsOf(kind).join(' ')),
    line('total_memory', host.totalMemoryMiB()),
    line('free_memory', host.freeMemoryMiB()),
    line('sharing_freed_memory', 0),
    line('sharing_used_memory', 0),
    line('outstanding_claims', 0),
    line('free_cpus', 0),
    ...(withNuma
      ? [
          'cpu_topology           :',
          'cpu:    core    socket     node',
          ...topology(host),
          'device topology        :',
          'device           node',
          'No device topology data available',
          'numa_info              :',
          'node:    memsize    memfree    distances',
          ...numa(host),
        ]
      : []),
    line('xen_major', build.major),
    line('xen_minor', build.minor),
    line('xen_extra', build.extra),
    line('xen_version', `${build.major}.${build.minor}${build.extra}`),
    line('xen_caps', `${xenCapsOf(kind).join(' ')} `),
    line('xen_scheduler', 'credit2'),
    line('xen_pagesize', 4096),
    line('platform_params', 'virt_start=0xffff800000000000'),
    line('xen_changeset', build.changeset),
    line('xen_commandline', xenCommandLine(host)),
    line('cc_compiler', build.compiler),
    line('cc_compile_by', build.compiledBy),
    line('cc_compile_domain', build.compileDomain),
    line('cc_compile_date', build.compileDate),
    line('build_id', build.buildId),
    line('xend_config_format', 4),
    '',
  ].join('\n');
}
