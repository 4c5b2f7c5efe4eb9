import type { DomainRow } from '../host/domain-rows.ts';
import type { SimHost } from '../host/sim-host.ts';
import { pcpusOf } from '../model/host-kinds.ts';
import { hash32 } from '../model/seeded-random.ts';
import { cpuTime, padName, uptimeText } from './format-number.ts';

/** A pool and its pCPUs. Hosts with two have the second socket's in one of their own. */
interface Cpupool {
  readonly name: string;
  readonly cpus: number;
  readonly domains: number;
}

function poolsOf(host: SimHost): [Cpupool, ...Cpupool[]] {
  const all = pcpusOf(host.plan.kind);
  const domains = host.domains().length + 1;
  if (!host.plan.kind.splitPools) return [{ name: 'Pool-0', cpus: all, domains }];
  return [
    { name: 'Pool-0', cpus: all - all / 4, domains },
    { name: 'Pool-latency', cpus: all / 4, domains: 0 },
  ];
}

/** `xl cpupool-list`. */
export function formatCpupools(host: SimHost): string {
  const lines = poolsOf(host).map(
    ({ name, cpus, domains }) =>
      `${name.padEnd(19)}${String(cpus).padStart(3)} ${'credit2'.padStart(9)}       y       ${String(domains).padStart(4)}`,
  );
  return [`${'Name'.padEnd(19)}CPUs   Sched     Active   Domain count`, ...lines, ''].join('\n');
}

function scheduleLine(name: string, id: string, weight: string, cap: string): string {
  return `${padName(name, 33)} ${id.padStart(4)} ${weight.padStart(6)} ${cap.padStart(4)}`;
}

function scheduleRow({ name, domid, weight, cap }: DomainRow): string {
  return scheduleLine(name, String(domid), String(weight), String(cap));
}

/** `xl sched-credit2 -d DOMAIN`. */
export function formatScheduleOf(row: DomainRow): string {
  return `${scheduleLine('Name', 'ID', 'Weight', 'Cap')}\n${scheduleRow(row)}\n`;
}

/** `xl sched-credit2`. */
export function formatSchedule(host: SimHost, rows: readonly DomainRow[]): string {
  const [first, ...others] = poolsOf(host);
  const head = scheduleLine('Name', 'ID', 'Weight', 'Cap');
  return [
    `Cpupool ${first.name}: ratelimit=1000us`,
    head,
    ...rows.map(scheduleRow),
    ...others.flatMap(({ name }) => [`Cpupool ${name}: ratelimit=1000us`, head]),
    '',
  ].join('\n');
}

/** `xl vcpu-list`. A domain's CPU time is spread evenly over its vCPUs. */
export function formatVcpus(host: SimHost, rows: readonly DomainRow[], now: number): string {
  const cpus = poolsOf(host)[0].cpus;
  const lines = rows.flatMap((row) =>
    Array.from({ length: row.vcpus }, (_, vcpu) => {
      const seat = hash32(`${row.uuid}/${vcpu}/${Math.floor(now / 5)}`) % cpus;
      const state = vcpu === 0 || row.state[0] !== 'r' ? row.state.slice(0, 2) : '-b';
      const online = `${state}-`;
      const cell = (number: number) => String(number).padStart(5);
      const place = `${padName(row.name, 32)} ${cell(row.domid)} ${cell(vcpu)}${cell(seat)}`;
      return `${place}   ${online} ${cpuTime(row.seconds / row.vcpus, 9)}  all / all`;
    }),
  );
  const head = `${'Name'.padEnd(32)}    ID  VCPU   CPU State   Time(s) Affinity (Hard / Soft)`;
  return [head, ...lines, ''].join('\n');
}

/** `xl uptime`. */
export function formatUptimes(rows: readonly DomainRow[], now: number): string {
  const lines = rows.map(
    (row) =>
      `${padName(row.name, 33)} ${String(row.domid).padStart(4)} ${uptimeText(now - row.startedAt)}`,
  );
  return [`${'Name'.padEnd(33)}   ID Uptime`, ...lines, ''].join('\n');
}
