import { domainRows } from '../host/domain-rows.ts';
import type { Call, Program } from '../shell/call.ts';
import { formatInfo } from './format-info.ts';
import { formatList } from './format-list.ts';
import { formatLongList } from './format-long-list.ts';
import { formatCpupools, formatUptimes, formatVcpus } from './format-tables.ts';
import { parseOptions } from './parse-options.ts';

/** xl's own words for a domain that it does not find. */
export function invalidDomain(qualifier: string): string {
  return `${qualifier} is an invalid domain identifier (rc=-6)\n`;
}

function rowsOf({ world, host, err }: Call, qualifier: string | undefined) {
  const rows = domainRows(host.sim, world.clock.now(), qualifier);
  if (rows.length === 0) err(invalidDomain(qualifier ?? ''));
  return rows;
}

/** xl's own words for a name that it finds no domid for. */
export function invalidDomid(name: string): string {
  return `Can't get domid of domain name '${name}', maybe this domain does not exist.\n`;
}

/** A table of all domains, or of the one that is named. */
function table(format: (call: Call, rows: ReturnType<typeof domainRows>) => string): Program {
  return (call) => {
    const rows = rowsOf(
      call,
      call.args.find((word) => !word.startsWith('-')),
    );
    if (rows.length === 0) return 1;
    call.out(format(call, rows));
    return 0;
  };
}

const list: Program = (call) => {
  const options = parseOptions(call.args, { l: false, v: false, Z: false, c: false, n: false });
  if (!options.ok) return options.refuse(call);
  const rows = rowsOf(call, options.rest[0]);
  if (rows.length === 0) return 1;
  call.out(options.has('l') ? formatLongList(rows) : formatList(rows, options.has('v')));
  return 0;
};

const info: Program = (call) => {
  const options = parseOptions(call.args, { n: false });
  if (!options.ok) return options.refuse(call);
  const text = formatInfo(call.host.sim, options.has('n'));
  const only = options.rest[0];
  if (only === undefined || options.has('n')) {
    call.out(text);
    return 0;
  }
  // `xl info free_memory` prints the bare value of every key that begins so.
  for (const line of text.split('\n')) {
    if (line.startsWith(only)) call.out(`${line.slice(line.indexOf(':') + 2)}\n`);
  }
  return 0;
};

const domid: Program = ({ host, args, out, err }) => {
  const name = args.find((word) => word !== '--') ?? '';
  const id = name === 'Domain-0' ? 0 : host.sim.byName(name)?.domid;
  if (id === undefined) {
    err(invalidDomid(name));
    return 1;
  }
  out(`${id}\n`);
  return 0;
};

const domname: Program = ({ host, args, out, err }) => {
  const id = args[0] ?? '';
  if (!/^\d/.test(id)) {
    err('Invalid domain id.\n\n');
    return 1;
  }
  const number = Number.parseInt(id, 10);
  const name = number === 0 ? 'Domain-0' : host.sim.byId(number)?.name;
  if (name === undefined) {
    err(`Can't get domain name of domain id '${number}', maybe this domain does not exist.\n`);
    return 1;
  }
  out(`${name}\n`);
  return 0;
};

/** What of xl only tells. */
export const listPrograms: Readonly<Record<string, Program>> = {
  list,
  info,
  domid,
  domname,
  'vcpu-list': table((call, rows) => formatVcpus(call.host.sim, rows, call.world.clock.now())),
  'cpupool-list': ({ host, out }) => {
    out(formatCpupools(host.sim));
    return 0;
  },
  uptime: table((call, rows) => formatUptimes(rows, call.world.clock.now())),
};
