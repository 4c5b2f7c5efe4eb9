import { domainRows } from '../host/domain-rows.ts';
import { pcpusOf } from '../model/host-kinds.ts';
import type { Program } from '../shell/call.ts';
import { formatSchedule, formatScheduleOf } from './format-tables.ts';
import { invalidDomain } from './list-programs.ts';
import { parseOptions } from './parse-options.ts';

/** `xl sched-credit2`: the table, or one domain's line, or its weight and cap set. */
const schedCredit2: Program = (call) => {
  const { world, host, out, err } = call;
  const options = parseOptions(call.args, { d: true, w: true, c: true });
  if (!options.ok) return options.refuse(call);
  const qualifier = options.value('d');
  const [weight, cap] = [options.value('w'), options.value('c')];
  if (qualifier === null) {
    if (weight !== null || cap !== null) {
      err('Must specify a domain.\n');
      return 1;
    }
    out(formatSchedule(host.sim, domainRows(host.sim, world.clock.now())));
    return 0;
  }
  const [row] = domainRows(host.sim, world.clock.now(), qualifier);
  if (!row) {
    err(invalidDomain(qualifier));
    return 1;
  }
  if (weight === null && cap === null) {
    out(formatScheduleOf(row));
    return 0;
  }
  if (weight !== null && !(Number(weight) >= 1 && Number(weight) <= 65_535)) {
    err(
      `libxl: error: libxl_sched.c:475:sched_credit2_domain_set: Domain ${row.domid}:CPU weight out of range, valid values are within range from 1 to 65535\nlibxl_domain_sched_params_set failed.\n`,
    );
    return 1;
  }
  if (row.domain) {
    host.sim.retune(row.domain, {
      ...(weight === null ? {} : { weight: Number(weight) }),
      ...(cap === null ? {} : { cap: Number(cap) }),
    });
  }
  return 0;
};

/** `xl vcpu-set DOMAIN VCPUS`; these guests take a vCPU as soon as they are offered it. */
const vcpuSet: Program = (call) => {
  const { host, err } = call;
  const [qualifier = '', count = ''] = call.args;
  const domain = host.sim.find(qualifier);
  if (domain === null) {
    err(invalidDomain(qualifier));
    return 1;
  }
  const wanted = Number(count);
  const all = pcpusOf(host.sim.plan.kind);
  if (!Number.isInteger(wanted) || wanted < 1) {
    err('Error: Invalid argument.\n');
    return 1;
  }
  if (wanted > all) {
    err(
      `You are overcommmitting! You have ${all} physical CPUs and want ${wanted} vCPUs! Aborting, use --ignore-host to continue\n`,
    );
    return 1;
  }
  if (wanted > domain.config.maxVcpus) {
    err(
      `libxl: error: libxl_domain.c:1802:libxl_set_vcpuonline: Domain ${domain.domid}:Requested ${wanted} VCPUs, however maximum is ${domain.config.maxVcpus}\n`,
    );
    return 1;
  }
  host.sim.retune(domain, { vcpus: wanted });
  return 0;
};

/** What of xl sets a running domain's part of the CPU. */
export const tunePrograms: Readonly<Record<string, Program>> = {
  'sched-credit2': schedCredit2,
  'vcpu-set': vcpuSet,
};
