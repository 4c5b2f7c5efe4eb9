import { describe, expect, it } from 'vitest';
import {
  jobChipText,
  jobProgressText,
  jobStepText,
  jobTitle,
} from '../../../../src/renderer/state/job-text.ts';
import { jobStates, movePhases, powerActions } from '../../../../src/shared/model/job.ts';
import { sampleMoveJob } from '../../../support/sample-job.ts';

const progress = { fraction: 0.42, bytes: 42, totalBytes: 100, bytesPerSecond: 1 };

describe('a job in words', () => {
  it('names what it does', () => {
    const job = sampleMoveJob();
    expect(jobTitle(job)).toBe('Move web1');
    if (job.spec.kind !== 'move') throw new Error('the sample is a move');
    expect(jobTitle({ ...job, spec: { ...job.spec, mode: 'stop-and-copy' } })).toBe(
      'Stop and copy web1',
    );
    expect(
      jobTitle({ ...job, spec: { kind: 'power', action: 'force-off', vm: 'db', hostId: 'h1' } }),
    ).toBe('Force off db');
  });

  it('says the phase and how far it is', () => {
    const job = sampleMoveJob({ state: 'running', phase: 'copy-memory', progress });
    expect(jobProgressText(job)).toBe('copying memory, 42 %');
    expect(jobChipText(job)).toBe('42 %');
  });

  it('says of a plan how many of its moves are made, in which round, and whether it is paused', () => {
    const spec = {
      kind: 'plan',
      planId: 'p',
      goal: 'evacuate',
      hostId: 'h1',
      moves: 5,
      onTrouble: 'stop',
    } as const;
    const plan = {
      moves: 5,
      moved: 2,
      running: 1,
      leftOut: 0,
      failed: 0,
      round: 1,
      rounds: 2,
      paused: false,
    };
    const job = sampleMoveJob({ spec, plan, state: 'running' });
    expect(jobTitle(job)).toBe('Empty a host');
    expect(jobProgressText(job)).toBe('moving, 2 of 5 made, round 1 of 2');
    const paused = (running: number) => ({ ...job, plan: { ...plan, running, paused: true } });
    expect(jobStepText(paused(1))).toBe('pausing');
    expect(jobStepText(paused(0))).toBe('paused');
    expect(jobStepText({ ...job, cancellable: false })).toBe('letting the moves under way finish');
    for (const state of jobStates) expect(jobStepText({ ...job, state })).toMatch(/\S/);
  });

  it('says while it waits and while it looks', () => {
    expect(jobProgressText(sampleMoveJob())).toBe('waiting in the queue');
    expect(jobChipText(sampleMoveJob({ state: 'checking' }))).toBe('checking');
    expect(jobStepText(sampleMoveJob({ state: 'undecided' }))).toBe('undecided: look at it');
  });

  it('has short and long words for every state, phase and action', () => {
    for (const state of jobStates) {
      const moves = [null, ...movePhases].map((phase) => sampleMoveJob({ state, phase }));
      const powers = powerActions.map((action) =>
        sampleMoveJob({ state, spec: { kind: 'power', action, vm: 'db', hostId: 'h1' } }),
      );
      for (const job of [...moves, ...powers]) {
        expect(jobStepText(job)).toMatch(/\S/);
        expect(jobChipText(job)).toMatch(/^\S.{0,14}$/);
      }
    }
  });
});
