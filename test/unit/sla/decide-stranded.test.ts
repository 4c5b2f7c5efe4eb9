import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Control, noControl } from '../../../src/main/core/sla/decide.ts';
import {
  decideStranded,
  fencesPerHour,
  type Stranded,
  strandedIn,
} from '../../../src/main/core/sla/decide-stranded.ts';
import { emptySite } from '../../../src/shared/model/apply-event.ts';
import type { SlaMode } from '../../../src/shared/sla/objective.ts';
import { samplePromise } from '../../support/sample-objective.ts';
import { sampleHost, sampleVm } from '../../support/sample-site.ts';

const hour = 3_600_000;

function dead(id: string, lastSeen = 0) {
  return sampleHost({
    id,
    label: id,
    link: { state: 'offline', since: 0, lastSeen, retryAt: null, error: null },
  });
}

function stranded(name: string, hostId: string, mode: SlaMode): Stranded {
  const uuid = `uuid-${name}`;
  return {
    uuid,
    vm: sampleVm({ hostId, name, uuid }),
    host: dead(hostId),
    objective: {
      id: name,
      subject: { kind: 'vm', uuid, name },
      promise: samplePromise({ mode }),
    },
  };
}

const goes = (one: Stranded) => ({ vm: one.vm, targetHostId: 't', reasons: [], options: ['t'] });
const base = { proofOf: () => 'fencing' as const, probeOf: () => 'none' as const };

describe('a VM with an objective whose host is silent', () => {
  it('is left alone while the silence is short, and where it is off', () => {
    const web = stranded('web', 'd', 'act');
    const off = sampleVm({ hostId: 'd', name: 'off', uuid: 'uuid-off', domid: null });
    const state = {
      ...emptySite,
      hosts: { d: dead('d', 1_000) },
      vms: { d: { web: web.vm, off } },
    };
    const objectiveOf = () => web.objective;
    const ask = (now: number) =>
      strandedIn({ state, objectiveOf, patienceMs: 45_000, now }).map(({ vm }) => vm.name);
    expect(ask(40_000)).toEqual([]);
    expect(ask(46_000)).toEqual(['web']);
  });

  it.each([
    ['act', 'fencing', 'none', 'act'],
    ['act', 'proved', 'down', 'act'],
    ['act', 'none', 'none', 'proposal'],
    ['act', 'fencing', 'unknown', 'proposal'],
    ['suggest', 'fencing', 'none', 'proposal'],
    ['act', 'fencing', 'up', 'nothing'],
    ['watch', 'fencing', 'none', 'nothing'],
  ] as const)('in mode %s, with %s and a probe that is %s: %s', (mode, proof, probe, outcome) => {
    const one = stranded('web', 'd', mode);
    const { control, effects } = decideStranded({
      control: noControl,
      stranded: [one],
      assignmentOf: goes,
      proofOf: () => proof,
      probeOf: () => probe,
      now: 1_000,
    });
    expect(effects.map(({ kind }) => kind)).toEqual(outcome === 'act' ? ['act'] : []);
    const proposal = control.vms.get('uuid-web')?.proposal ?? null;
    expect(proposal?.step ?? null).toEqual(
      outcome === 'proposal' ? { kind: 'elsewhere', targetHostId: 't' } : null,
    );
  });

  it('is told of once where no host can take it', () => {
    const one = stranded('web', 'd', 'act');
    let control: Control = noControl;
    const said: string[] = [];
    for (let round = 0; round < 3; round += 1) {
      const decided = decideStranded({
        ...base,
        control,
        stranded: [one],
        assignmentOf: () => ({ vm: one.vm, targetHostId: null, reasons: [], options: [] }),
        now: round * 15_000,
      });
      control = decided.control;
      said.push(...decided.effects.map(({ kind }) => kind));
    }
    expect(said).toEqual(['say']);
  });

  it('never has more than one host an hour fenced by itself, nor a target flooded, nor is it tried twice in its cooldown', () => {
    const round = fc.record({
      after: fc.integer({ min: 1_000, max: 20 * 60_000 }),
      silent: fc.array(
        fc.record({ vm: fc.nat({ max: 11 }), host: fc.constantFrom('d1', 'd2', 'd3') }),
        { maxLength: 12 },
      ),
    });
    fc.assert(
      fc.property(fc.array(round, { maxLength: 12 }), (rounds) => {
        let control: Control = noControl;
        let now = 0;
        const acts: { at: number; uuid: string; hostId: string }[] = [];
        for (const { after, silent } of rounds) {
          now += after;
          const byName = new Map(silent.map(({ vm, host }) => [`vm${vm}-${host}`, host]));
          const decided = decideStranded({
            ...base,
            control,
            stranded: [...byName].map(([name, host]) => stranded(name, host, 'act')),
            assignmentOf: goes,
            now,
          });
          control = decided.control;
          for (const effect of decided.effects) {
            if (effect.kind !== 'act') continue;
            const { uuid, vm } = effect.proposal;
            acts.push({ at: now, uuid, hostId: vm.hostId });
          }
        }
        for (const one of acts) {
          const within = acts.filter(({ at }) => at >= one.at && at < one.at + hour);
          const fenced = new Set(within.map(({ hostId }) => hostId));
          expect(fenced.size).toBeLessThanOrEqual(fencesPerHour + 1);
          const soon = acts.filter(({ at }) => at >= one.at && at < one.at + 10 * 60_000);
          expect(soon.length).toBeLessThanOrEqual(4);
          expect(soon.filter(({ uuid }) => uuid === one.uuid)).toHaveLength(1);
        }
      }),
    );
  });
});
