import { type AppError, appError } from '../../../../shared/app-error.ts';
import { ok, type Result } from '../../../../shared/result.ts';
import type { HostReading } from '../toolstack.ts';
import { clockSkew, type Exchange } from './clock-skew.ts';
import { createFileCollector, type HostFiles } from './collect-files.ts';
import { frameText } from './command-problem.ts';
import { composeFacts } from './compose-facts.ts';
import { composeStorage } from './compose-storage.ts';
import { composeVms } from './compose-vms.ts';
import type { Frame } from './frames.ts';
import { parseBlockDevices } from './parse-block-devices.ts';
import { parseCpuinfo } from './parse-cpuinfo.ts';
import { parseCpupoolList } from './parse-cpupool-list.ts';
import { parseDf } from './parse-df.ts';
import { type DomainConfig, parseDomainList } from './parse-domain-list.ts';
import { parseDomainTable } from './parse-domain-table.ts';
import { parseIpAddr } from './parse-ip-addr.ts';
import { parseMounts } from './parse-mounts.ts';
import { parseSched } from './parse-sched.ts';
import { parseTtys } from './parse-ttys.ts';
import { parseVcpuList } from './parse-vcpu-list.ts';
import { parseVgs } from './parse-vgs.ts';
import { parseXlInfo } from './parse-xl-info.ts';

function collectFiles(frames: readonly Frame[], problems: AppError[]): HostFiles {
  const collector = createFileCollector();
  for (const frame of frames) {
    const whole = collector.push(frame);
    if (whole) return whole;
  }
  problems.push(
    appError('output-too-large', 'The configuration files are more than the console reads.', {
      hint: 'Keep only domain configurations under /etc/xen. VMs may be missing here.',
    }),
  );
  return collector.partial();
}

function skippedDomains(domains: readonly DomainConfig[], rows: readonly { domid: number }[]) {
  const told = new Set(domains.map(({ domid }) => domid));
  return rows.filter(({ domid }) => !told.has(domid)).map(({ domid }) => domid);
}

/**
 * The output of the script stateroom-read → everything about one host. Only what no host can be
 * shown without fails the whole: `xl info` and the table of domains. The rest leaves a problem.
 */
export function composeReading(
  hostId: string,
  frames: readonly Frame[],
  exchange: Exchange,
): Result<HostReading> {
  const problems: AppError[] = [];
  const frame = (kind: string) => frames.find((candidate) => candidate.kind === kind);

  function parsed<T>(
    kind: string,
    command: string,
    parse: (text: string) => Result<T>,
    otherwise: T,
  ): T {
    const text = frameText(command, frame(kind));
    const value = text.ok ? parse(text.value) : text;
    if (value.ok) return value.value;
    problems.push(value.error);
    return otherwise;
  }
  /** For what a host may not have: then there is no frame, or an empty one. */
  function optional<T>(kind: string, command: string, parse: (text: string) => T): T {
    if (!frame(kind)) return parse('');
    return parsed(kind, command, (text) => ok(parse(text)), parse(''));
  }

  const infoText = frameText('xl info -n', frame('info'));
  if (!infoText.ok) return infoText;
  const info = parseXlInfo(infoText.value);
  if (!info.ok) return info;
  const tableText = frameText('xl list -v', frame('domains'));
  if (!tableText.ok) return tableText;
  const table = parseDomainTable(tableText.value);
  if (!table.ok) return table;
  const { rows, odd } = table.value;
  if (odd.length > 0) {
    problems.push(
      appError('parse-failed', `${odd.length} lines of \`xl list -v\` make no sense.`, {
        details: odd.slice(0, 50).join('\n'),
      }),
    );
  }

  const configs = parsed('configs', 'xl list -l', parseDomainList, null);
  if (configs) {
    const skipped = skippedDomains(configs.domains, rows).length;
    if (skipped > 0) {
      problems.push(
        appError('parse-failed', `\`xl list -l\` leaves out ${skipped} of the domains.`, {
          hint: 'Their configuration is unknown to libxl; type, disks and NICs are not shown.',
          retryable: true,
        }),
      );
    }
  }
  const files = collectFiles(frames, problems);
  problems.push(...files.problems);
  const storage = composeStorage({
    hostname: info.value.hostname,
    mounts: optional('mounts', 'cat /proc/mounts', parseMounts),
    spaces: optional('space', 'df', parseDf),
    groups: optional('vgs', 'vgs', parseVgs),
    devices: parseBlockDevices(frame('disk-ids')?.text ?? '', frame('disk-sizes')?.text ?? ''),
  });
  problems.push(...storage.problems);
  const knownScheduler = /^credit2?$/.test(info.value.scheduler);
  const sched = knownScheduler
    ? parsed('sched', `xl sched-${info.value.scheduler}`, parseSched, new Map())
    : new Map();
  const clocks = frames.filter(({ kind }) => kind === 'clock').map(({ text }) => text);

  const facts = composeFacts({
    info: info.value,
    dom0: rows.find(({ domid }) => domid === 0),
    dom0Sched: sched.get(0),
    cpuinfo: optional('cpu', 'cat /proc/cpuinfo', parseCpuinfo),
    cpupools: parsed('pools', 'xl cpupool-list', parseCpupoolList, []),
    bridges: optional('bridges', 'ls /sys/class/net', (text) => [
      ...new Set(text.split('\n').filter((name) => name !== '')),
    ]),
    addresses: optional('addresses', 'ip -o addr', parseIpAddr),
    storage: storage.storage,
    xlConf: files.xlConf,
    clockSkewMs: clockSkew(clocks, exchange) ?? 0,
  });
  const vms = composeVms(hostId, {
    rows,
    configs: configs?.domains ?? [],
    files,
    ttys: parseTtys(frame('ttys')?.text ?? ''),
    vcpus: parsed('vcpus', 'xl vcpu-list', parseVcpuList, new Map()),
    sched,
  });
  const { unread } = files;
  return ok({ facts, freeMemoryMiB: info.value.freeMemoryMiB, vms, unread, problems });
}
