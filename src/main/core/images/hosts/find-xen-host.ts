import type { Client } from '../../../../shared/images/client.ts';
import type { Host } from '../../../../shared/model/host.ts';
import type { SiteState } from '../../../../shared/model/site.ts';

/** By what it is called: by itself, and in the console that made it a client. */
export type XenHostName = { hostname: string; label: string };

export function xenHostName({ hostname, place }: Client): XenHostName {
  return { hostname, label: place.kind === 'xen-host' ? place.label : hostname };
}

/**
 * The console's host that is this client, or why none is. A host's own name counts, since each
 * console may call it otherwise; its label where that says nothing yet, or two share the name. Pure.
 */
export function findXenHost(
  { hosts }: Pick<SiteState, 'hosts'>,
  { hostname, label }: XenHostName,
): Host | string {
  const all = Object.values(hosts);
  const named = all.filter(({ facts }) => facts?.hostname === hostname);
  const labelled = (named.length > 0 ? named : all).filter((host) => host.label === label);
  const found = named.length === 1 ? named : labelled;
  const [host, ...others] = found;
  if (!host) {
    return named.length > 1
      ? `More than one host says that it is ${hostname}, and none of them is called ${label} here.`
      : `There is no host ${label} in this console, nor one that says it is ${hostname}.`;
  }
  return others.length > 0 ? `More than one host is called ${label} here.` : host;
}
