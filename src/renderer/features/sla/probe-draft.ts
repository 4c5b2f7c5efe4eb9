import { type Probe, probeSchema } from '../../../shared/sla/probe.ts';

/** A probe as it stands in its form. */
export interface ProbeDraft {
  kind: 'none' | Probe['kind'];
  /** `address:port`, an URL, or `user@address` with a port where it is not 22. */
  target: string;
  command: string;
}

export const probePlaceholders = {
  tcp: '{name}.lan:443',
  http: 'http://{name}.lan/health',
  ssh: 'monitor@{name}.lan',
} as const satisfies Record<Probe['kind'], string>;

export function probeDraftOf(probe: Probe | null): ProbeDraft {
  const command = probe?.kind === 'ssh' ? probe.command : '';
  return { kind: probe?.kind ?? 'none', target: probe ? targetOf(probe) : '', command };
}

function targetOf(probe: Probe): string {
  if (probe.kind === 'http') return probe.url;
  const isBare = probe.address.includes(':');
  const address = isBare ? `[${probe.address}]` : probe.address;
  if (probe.kind === 'tcp') return `${address}:${probe.port}`;
  return `${probe.user}@${address}${probe.port === 22 ? '' : `:${probe.port}`}`;
}

/** The address and the port of `web.lan:443` and `[fd00::1]:443`. */
function placeOf(text: string): { address: string; port: number | null } {
  const match = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(text);
  const port = match?.[3];
  return {
    address: match?.[1] ?? match?.[2] ?? '',
    port: port === undefined ? null : Number(port),
  };
}

/** What the form asks for (null: nothing), or what is wrong with it. */
export function probeIn(
  draft: ProbeDraft,
): { value: Probe | null; problem: null } | { value: null; problem: string } {
  const target = draft.target.trim();
  const parsed = (candidate: unknown, problem: string) => {
    const checked = probeSchema.safeParse(candidate);
    return checked.success ? { value: checked.data, problem: null } : { value: null, problem };
  };
  switch (draft.kind) {
    case 'none':
      return { value: null, problem: null };
    case 'http':
      return parsed(
        { kind: 'http', url: target },
        'An address that begins with http:// or https://.',
      );
    case 'tcp':
      return parsed(
        { kind: 'tcp', ...placeOf(target) },
        'An address and a port, such as web-01.lan:443.',
      );
    case 'ssh': {
      const at = target.indexOf('@');
      const { address, port } = placeOf(target.slice(at + 1));
      const user = at > 0 ? target.slice(0, at) : '';
      const { command } = draft;
      return parsed(
        { kind: 'ssh', user, address, port: port ?? 22, command },
        'Who logs in where, such as monitor@web-01.lan, and the command.',
      );
    }
  }
}
