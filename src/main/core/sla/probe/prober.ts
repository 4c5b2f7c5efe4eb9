import { type Access, accessSchema } from '../../../../shared/model/connection.ts';
import { type Probe, probeOf, probeText } from '../../../../shared/sla/probe.ts';
import type { HostLink } from '../../ssh/ssh-port.ts';
import { askProbe, type ProbeAnswer } from './ask-probe.ts';

/** `unknown`: nobody can tell yet, or any more. `why` is empty unless it is down. */
export interface ProbeState {
  state: 'up' | 'down' | 'unknown';
  why: string;
}

/** Asks VMs whether they do their work, and remembers what they said last. */
export interface Prober {
  /** Asks it, unless it was asked lately or is being asked. Answers at once. */
  ask(vm: { uuid: string; name: string }, probe: Probe): void;
  /** What it last said to this very probe. */
  stateOf(uuid: string, probe: Probe, maxAgeMs: number): ProbeState;
  /** Forgets all others. */
  keepOnly(isKept: (uuid: string) => boolean): void;
  close(): void;
}

/** Asked at most so often, so many at once, and each for so long. */
const apartMs = 10_000;
const mostAtOnce = 32;
const timeoutMs = 5000;
/** One answer that got lost is no outage. */
const downAfter = 2;

interface Asked {
  /** Another one, or another name to fill in, is asked anew. */
  wanted: string;
  name: string;
  text: string;
  isAsking: boolean;
  askedAt: number;
  answeredAt: number | null;
  answer: ProbeAnswer | null;
  /** Times in a row that it was down. */
  failed: number;
  link: HostLink | null;
}

export function createProber(options: {
  /** A session to a VM, as to any other machine: its key is asked about, nothing is taken for granted. */
  linkTo(machine: { id: string; label: string; access: Access }): HostLink;
  now: () => number;
}): Prober {
  const { now } = options;
  const asked = new Map<string, Asked>();
  let atOnce = 0;

  function end(uuid: string): void {
    asked.get(uuid)?.link?.close();
    asked.delete(uuid);
  }

  function begin(uuid: string, name: string, wanted: string, probe: Probe): Asked {
    end(uuid);
    const link =
      probe.kind === 'ssh'
        ? options.linkTo({
            id: `probe-${uuid}`,
            label: name,
            access: accessSchema.parse({
              address: probe.address,
              port: probe.port,
              user: probe.user,
            }),
          })
        : null;
    link?.connect();
    const made: Asked = {
      wanted,
      name,
      text: probeText(probe),
      isAsking: false,
      askedAt: Number.NEGATIVE_INFINITY,
      answeredAt: null,
      answer: null,
      failed: 0,
      link,
    };
    asked.set(uuid, made);
    return made;
  }

  /** Of a session that is still being opened, or that waits for the user, nothing can be said. */
  const canAsk = ({ link }: Asked) =>
    link === null || link.link.state === 'online' || link.link.state === 'offline';

  return {
    ask({ uuid, name }, wanted) {
      const probe = probeOf(wanted, name);
      if (probe === null) return end(uuid);
      const text = JSON.stringify(wanted);
      const known = asked.get(uuid);
      const isSame = known?.wanted === text && known.name === name;
      const one = isSame ? known : begin(uuid, name, text, probe);
      const isEarly = Math.abs(now() - one.askedAt) < apartMs;
      if (one.isAsking || isEarly || atOnce >= mostAtOnce || !canAsk(one)) return;
      one.isAsking = true;
      one.askedAt = now();
      atOnce += 1;
      void askProbe(probe, timeoutMs, one.link).then((answer) => {
        atOnce -= 1;
        one.isAsking = false;
        one.answer = answer;
        one.answeredAt = now();
        one.failed = answer.up ? 0 : one.failed + 1;
      });
    },
    stateOf(uuid, probe, maxAgeMs) {
      const one = asked.get(uuid);
      const isFresh =
        one?.answer != null &&
        one.wanted === JSON.stringify(probe) &&
        Math.abs(now() - (one.answeredAt ?? 0)) <= maxAgeMs;
      if (!one?.answer || !isFresh) return { state: 'unknown', why: '' };
      if (one.answer.up) return { state: 'up', why: '' };
      const why = `${one.text}: ${one.answer.why}`;
      return one.failed >= downAfter ? { state: 'down', why } : { state: 'unknown', why: '' };
    },
    keepOnly(isKept) {
      for (const uuid of [...asked.keys()]) if (!isKept(uuid)) end(uuid);
    },
    close() {
      for (const uuid of [...asked.keys()]) end(uuid);
    },
  };
}
