import { CircleCheck, PowerOff } from 'lucide-react';
import { useState } from 'react';
import type { Host } from '../../../shared/model/host.ts';
import { proofProblem } from '../../../shared/outage/proof-problem.ts';
import { joinWords } from '../../../shared/outage/split-words.ts';
import { call } from '../../state/actions/call.ts';
import { isEnded } from '../../state/active-jobs.ts';
import { useApp, useAppState } from '../../state/app-context.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorBox } from '../../ui/error-box.tsx';
import { formatAgo } from '../../ui/format/ago.ts';
import { TextInput } from '../../ui/text-input.tsx';
import { useNow } from '../../ui/use-now.ts';

/** How it is proved that a host is off: it was fenced, or the user types its name as their word. */
export function ProofPart(props: { host: Host; typed: string; onTyped: (typed: string) => void }) {
  const { host } = props;
  const now = useNow(1000);
  const outage = useAppState((state) => state.site.outages[host.id]);
  const hasFencing = useAppState((state) => host.id in state.site.fencing);
  const proof = outage?.proof;
  if (proof && proofProblem(host, outage, now) === null) {
    return (
      <section className="proof" data-proved aria-label="Proof">
        <CircleCheck className="proof-icon" size={18} aria-hidden />
        <div className="proof-text">
          <h3 className="proof-title">
            {proof.kind === 'fencing' ? `${host.label} was fenced` : 'You gave your word'},{' '}
            {formatAgo(proof.at, now)}
          </h3>
          <p className="proof-about">{proof.text}</p>
        </div>
      </section>
    );
  }
  return (
    <section className="proof" aria-label="Proof">
      <PowerOff className="proof-icon" size={18} aria-hidden />
      <div className="proof-text">
        <h3 className="proof-title">Nothing proves yet that {host.label} is off</h3>
        <p className="proof-about">
          It does not answer; that is all that can be seen from here. If it still runs, each of
          these VMs would run twice.{' '}
          <b>Both would write to the same disks and destroy what is on them.</b>
        </p>
        <FencePart host={host} />
        <TextInput
          label={`${hasFencing ? 'Or look' : 'Look'} yourself: type ${host.label} as your word that it is off and stays off`}
          value={props.typed}
          onChange={props.onTyped}
          placeholder={host.label}
          description="Pull its plug, or switch it off at its controller. A switched-off port or a hung system is not enough."
        />
      </div>
    </section>
  );
}

function FencePart({ host }: { host: Host }) {
  const services = useApp();
  const fencing = useAppState((state) => state.site.fencing[host.id]);
  const via = useAppState((state) => state.site.hosts[fencing?.viaHostId ?? '']);
  const [jobId, setJobId] = useState<string | null>(null);
  const job = useAppState((state) => (jobId === null ? null : (state.site.jobs[jobId] ?? null)));
  if (!fencing) {
    return (
      <p className="proof-quiet">
        No fencing is configured for it; that is done in the host’s details, before the next time.
      </p>
    );
  }
  const busy = job !== null && !isEnded(job);
  const fence = async () => {
    const tried = `Could not fence ${host.label}`;
    const begun = await call(services, tried, 'fencing.fence', { hostId: host.id });
    if (begun) setJobId(begun.jobId);
  };
  const blocked =
    via?.link.state === 'online'
      ? null
      : `${via?.label ?? 'The host that fences it'} is not connected.`;
  return (
    <div className="proof-fence">
      <Button look="danger" busy={busy} blocked={blocked} onPress={() => void fence()}>
        {busy ? 'Cutting its power…' : 'Cut its power now'}
      </Button>
      <p className="proof-quiet">
        On {via?.label ?? 'a host that is gone'}: <code>{joinWords(fencing.off)}</code>
      </p>
      {job?.error ? <ErrorBox error={job.error} title="It was not fenced" /> : null}
    </div>
  );
}
