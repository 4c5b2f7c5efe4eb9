import {
  type ServerFacts,
  type ServerTool,
  serverTools,
} from '../../../../shared/images/server-facts.ts';
import { ok, type Result } from '../../../../shared/result.ts';
import { probeServerScript } from './scripts/probe-server.ts';
import { askServer, type ServerPlace } from './server-answer.ts';

/** Looks at what a machine has as an image server; changes nothing there. */
export async function probeServer(
  place: ServerPlace,
  signal?: AbortSignal,
): Promise<Result<ServerFacts>> {
  const answer = await askServer(place, probeServerScript, [], signal ? { signal } : {});
  return answer.ok ? ok(factsOf(answer.value)) : answer;
}

/** The lines of `stateroom-probe-images`; what is not said, or odd, is not there. Pure. */
export function factsOf(lines: readonly string[]): ServerFacts {
  const words = (verb: string) =>
    lines.filter((line) => line.startsWith(`${verb} `)).map((line) => line.slice(verb.length + 1));
  const [layout] = words('layout');
  const space = /^(\d{1,15}) (\d{1,15}) ?(\S*)/.exec(words('space')[0] ?? '');
  const said = words('tool');
  return {
    system: (words('system')[0] ?? '').split(' ').filter(Boolean),
    systemName: (words('name')[0] ?? '').trim(),
    hostname: (words('hostname')[0] ?? '').trim(),
    layout: layout === 'ours' || layout === 'newer' ? layout : 'none',
    tools: serverTools.filter((tool: ServerTool) => said.includes(tool)),
    totalKiB: space ? Number(space[1]) : null,
    freeKiB: space ? Number(space[2]) : null,
    fileSystem: space?.[3] ?? '',
    exports: [...new Set(words('export'))],
    nfsRuns: lines.includes('nfs'),
    addresses: [...new Set(words('address'))],
    hasSettings: lines.includes('settings'),
  };
}
