import { startGuest, stopGuest } from '../host/guest-actions.ts';
import type { SimDomain } from '../host/sim-domain.ts';
import { normalise } from '../host/virtual-files.ts';
import { parseGuestConfig } from '../model/parse-guest-config.ts';
import type { Call, Program } from '../shell/call.ts';
import { createMessages } from './create-messages.ts';
import { invalidDomain } from './list-programs.ts';
import { parseOptions } from './parse-options.ts';

/** xl's exit status for libxl's ERROR_FAIL. */
const createFailed = 3;

/** The domain that is named, or null after xl's own words were printed. */
function domainOf({ host, err }: Call, qualifier: string | undefined): SimDomain | null {
  const domain = host.sim.find(qualifier ?? '');
  if (domain === null) err(invalidDomain(qualifier ?? ''));
  return domain;
}

const create: Program = (call) => {
  const { world, host, err } = call;
  const options = parseOptions(call.args, { p: false, q: false, F: false, e: false, f: true });
  if (!options.ok) return options.refuse(call);
  const path = normalise(options.value('f') ?? options.rest[0] ?? '/');
  const text = host.sim.files.read(path);
  if (text === null) {
    err(`Failed to read config file: ${path}: No such file or directory\n`);
    return createFailed;
  }
  if (!options.has('q')) err(`Parsing config from ${path}\n`);
  const parsed = parseGuestConfig(text);
  if (!parsed.ok) {
    if (parsed.line === 0) {
      err('Domain name must be specified.\n');
      return 1;
    }
    err(`${path}:${parsed.line}: config parsing error near \`': syntax error, ${parsed.problem}\n`);
    err('Failed to parse config: Invalid argument\n');
    return 1;
  }
  const started = startGuest(world, host, parsed.config, { paused: options.has('p') });
  if (started.ok) return 0;
  const missing = parsed.config.disks.find(
    ({ target }) => target !== null && host.sim.files.resolve(target) === null,
  );
  const lines = createMessages(
    started.problem,
    parsed.config,
    host.sim.lastDomid() + 1,
    missing?.target ?? '',
  );
  err(`${lines.join('\n')}\n`);
  return createFailed;
};

/** `xl shutdown` and `xl reboot`: answered at once unless -w waits for the end. */
function stop(then: 'off' | 'reboot', doing: string): Program {
  return async (call) => {
    const { world, host, err } = call;
    const options = parseOptions(call.args, { w: false, F: false });
    if (!options.ok) return options.refuse(call);
    const domain = domainOf(call, options.rest[0]);
    if (domain === null) return 1;
    err(`${doing} domain ${domain.domid}\n`);
    const stopped = stopGuest(world, host, domain, then);
    if (!options.has('w')) return 0;
    err('Waiting for 1 domains\n');
    await Promise.race([stopped, new Promise((end) => call.signal.addEventListener('abort', end))]);
    err(`Domain ${domain.domid} has been shut down, reason code 0\n`);
    return 0;
  };
}

/** A command that is done at once and says nothing when it went well. */
function quiet(act: (call: Call, domain: SimDomain) => void): Program {
  return (call) => {
    const domain = domainOf(
      call,
      call.args.find((word) => !word.startsWith('-')),
    );
    if (domain === null) return 1;
    act(call, domain);
    return 0;
  };
}

/** `xl config-update DOMAIN FILE`: counts from the guest's next reboot on. */
const configUpdate: Program = (call) => {
  const domain = domainOf(call, call.args[0]);
  if (domain === null) return 1;
  call.err(
    'WARNING: xl now has better capability to manage domain configuration, avoid using this command when possible\n',
  );
  const path = normalise(call.args[1] ?? '/');
  const text = call.host.sim.files.read(path);
  const parsed = text === null ? null : parseGuestConfig(text);
  if (!parsed?.ok) {
    call.err(`Failed to read config file: ${path}: No such file or directory\n`);
    return 1;
  }
  call.err(`setting dom${domain.domid} configuration\n`);
  domain.nextConfig = parsed.config;
  return 0;
};

const rename: Program = (call) => {
  const domain = domainOf(call, call.args[0]);
  const name = call.args[1] ?? '';
  if (domain === null) return 1;
  if (call.host.sim.byName(name) !== null || name === '') {
    call.err(
      `libxl: error: libxl_domain.c:81:libxl__domain_rename: Domain ${domain.domid}:Domain with name "${name}" already exists.\n`,
    );
    call.err(`Can't rename domain '${domain.name}'.\n`);
    return 1;
  }
  call.host.sim.rename(domain, name);
  return 0;
};

/** What of xl starts, stops and holds domains. */
export const lifecyclePrograms: Readonly<Record<string, Program>> = {
  create,
  'config-update': configUpdate,
  shutdown: stop('off', 'Shutting down'),
  reboot: stop('reboot', 'Rebooting'),
  destroy: quiet(({ host }, domain) => void host.sim.destroy(domain)),
  pause: quiet(({ host }, domain) => {
    if (domain.state === 'running') host.sim.setState(domain, 'paused');
  }),
  unpause: quiet(({ host }, domain) => {
    if (domain.state === 'paused') host.sim.setState(domain, 'running');
  }),
  rename,
};
