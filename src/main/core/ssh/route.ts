import { appError } from '../../../shared/app-error.ts';
import type { Access } from '../../../shared/model/connection.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import type { ConfigDirective } from './config-directives.ts';
import { type ResolvedConfig, resolveConfig } from './resolve-config.ts';

/** One machine on the way, and how to log in to it. */
export interface RouteStep {
  /** As the user knows it: what was typed, or the name in ProxyJump. */
  name: string;
  address: string;
  port: number;
  user: string;
  /** What its host key is pinned under, see `placeOf`. */
  place: string;
  identity: IdentityRules;
}

interface IdentityRules {
  /** Key files in order; which of them were named by the user (the rest are OpenSSH's defaults). */
  files: readonly { path: string; named: boolean }[];
  /** Nothing of the agent but the keys of these files. */
  only: boolean;
  /** The agent's socket; null: none. */
  agentSocket: string | null;
}

/** The way to a host: the machines to go through, and the host itself last. */
export type Route = readonly [RouteStep, ...RouteStep[]];

export interface RouteInput {
  access: Access;
  directives: readonly ConfigDirective[];
  home: string;
  localUser: string;
  agentSocket: string | null;
  env: Readonly<Record<string, string | undefined>>;
}

const defaultPort = 22;
/** The form's own default: it does not mean that root was chosen over the configuration. */
const defaultUser = 'root';
const defaultFiles = ['id_ed25519', 'id_ecdsa', 'id_rsa'];
const mostHops = 8;

/**
 * `[address]:port`, as in known_hosts; behind another machine also that, since the same private
 * address may stand for other hosts elsewhere.
 */
export function placeOf(at: { address: string; port: number }, via: string | null = null): string {
  const own = `[${at.address.toLowerCase()}]:${at.port}`;
  return via === null ? own : `${own} via ${via}`;
}

/** `user@host:port`, `[v6]:port` or `ssh://…` of ProxyJump; null: malformed. */
export function parseHop(
  text: string,
): { user: string | null; host: string; port: number | null } | null {
  const bare = text
    .trim()
    .replace(/^ssh:\/\//i, '')
    .replace(/\/$/, '');
  const match = /^(?:([^@\s]+)@)?(?:\[([^\]\s]+)\]|([^:@\s[\]]+))(?::(\d{1,5}))?$/.exec(bare);
  const host = match?.[2] ?? match?.[3];
  if (!match || !host) return null;
  const port = match[4] === undefined ? null : Number(match[4]);
  if (port !== null && (port < 1 || port > 65535)) return null;
  return { user: match[1] ?? null, host, port };
}

function identity(
  config: ResolvedConfig,
  input: RouteInput,
  chosen: readonly string[],
): IdentityRules {
  const agentSocket =
    config.identityAgent === 'none' ? null : (config.identityAgent ?? input.agentSocket);
  // Chosen in the console for this very host: these and no others, as with `ssh -i … -o IdentitiesOnly`.
  if (chosen.length > 0) {
    const files = chosen.map((file) => ({
      path: file.replace(/^~(?=\/|$)/, input.home),
      named: true,
    }));
    return { files, only: true, agentSocket };
  }
  const named = config.identityFiles.length > 0;
  const paths = named
    ? config.identityFiles
    : defaultFiles.map((file) => `${input.home}/.ssh/${file}`);
  return {
    files: paths.map((path) => ({ path, named })),
    only: config.identitiesOnly,
    agentSocket,
  };
}

function invalid(message: string, hint: string) {
  return err(appError('ssh-config-invalid', message, { hint }));
}

interface Ask {
  host: string;
  user: string | null;
  port: number | null;
  files: readonly string[];
  jumps: readonly string[];
}

/** The steps to one machine, its own ProxyJump first. `depth` ends loops in a configuration. */
function stepsTo(ask: Ask, input: RouteInput, depth: number): Result<RouteStep[]> {
  if (depth > mostHops) {
    return invalid(
      `The way to ${ask.host} leads through more than ${mostHops} machines.`,
      'Look for a loop among the ProxyJump lines of ~/.ssh/config.',
    );
  }
  const { localUser, home, env } = input;
  const config = resolveConfig(input.directives, {
    host: ask.host,
    user: ask.user,
    localUser,
    home,
    env,
  });
  if (config.proxyCommand !== null && ask.jumps.length === 0 && config.proxyJump === null) {
    return invalid(
      `~/.ssh/config reaches ${ask.host} by a ProxyCommand, which this console does not run.`,
      'Use ProxyJump instead, in the file or in this host’s settings.',
    );
  }
  const jumps = ask.jumps.length > 0 ? ask.jumps : (config.proxyJump?.split(',') ?? []);
  const before: RouteStep[] = [];
  for (const [index, jump] of jumps.entries()) {
    const hop = parseHop(jump);
    if (!hop) {
      return invalid(
        `“${jump.trim()}” is no machine to go through.`,
        'Write it as user@address:port.',
      );
    }
    // Only the first machine is reached by its own configuration; the others through the one before.
    const steps = stepsTo({ ...hop, files: [], jumps: [] }, input, depth + 1);
    if (!steps.ok) return steps;
    const last = steps.value.at(-1);
    if (index === 0) before.push(...steps.value);
    else if (last) before.push({ ...last, place: placeOf(last, before.at(-1)?.place) });
  }
  const at = { address: config.hostName, port: ask.port ?? config.port ?? defaultPort };
  const step: RouteStep = {
    ...at,
    name: ask.host,
    user: ask.user ?? config.user ?? localUser,
    place: placeOf(at, before.at(-1)?.place ?? null),
    identity: identity(config, input, ask.files),
  };
  return ok([...before, step]);
}

/**
 * The way to a host after the console's settings and ~/.ssh/config. The settings win, but for the
 * form's defaults: port 22 gives way to the configuration's Port, and root to a User that the
 * configuration gives to this host (not to all). Error: `ssh-config-invalid`.
 */
export function resolveRoute(input: RouteInput): Result<Route> {
  const { access } = input;
  const { localUser, home, env, directives } = input;
  const config = resolveConfig(directives, {
    host: access.address,
    user: null,
    localUser,
    home,
    env,
  });
  const user = access.user === defaultUser && config.userIsForThisHost ? config.user : null;
  const steps = stepsTo(
    {
      host: access.address,
      user: user ?? access.user,
      port: access.port === defaultPort ? null : access.port,
      files: access.identityFiles,
      jumps: access.proxyJump,
    },
    input,
    0,
  );
  if (!steps.ok) return steps;
  const [first, ...rest] = steps.value;
  if (!first) throw new TypeError('a route has its target at least');
  return ok([first, ...rest]);
}
