import { useEffect, useState } from 'react';
import type { AppError } from '../../../shared/app-error.ts';
import type { PackCost } from '../../../shared/images/image.ts';
import { useApp } from '../../state/app-context.ts';
import { ErrorBox } from '../../ui/error-box.tsx';
import { formatBytes } from '../../ui/format/memory.ts';
import { Spinner } from '../../ui/spinner.tsx';
import { shortDigest } from './image-text.ts';

/** Says what a version takes on disk, and what it would as a patch of another: measured there. */
export function PackCostText(props: {
  serverId: string;
  role: string;
  digest: string;
  from: string;
}) {
  const { serverId, role, digest, from } = props;
  const { transport } = useApp();
  const [cost, setCost] = useState<PackCost | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  useEffect(() => {
    let stopped = false;
    setCost(null);
    setError(null);
    void transport.invoke('images.packCost', { serverId, role, digest, from }).then((answer) => {
      if (stopped) return;
      if (answer.ok) setCost(answer.value);
      else setError(answer.error);
    });
    return () => {
      stopped = true;
    };
  }, [transport, serverId, role, digest, from]);
  if (error) return <ErrorBox error={error} title="It could not be measured" />;
  if (!cost) {
    return (
      <p role="status">
        <Spinner /> Measuring on the server…
      </p>
    );
  }
  return (
    <p role="status">
      It takes {formatBytes(cost.wholeBytes)} on disk. As a patch of {shortDigest(from)} it would
      take <strong>{formatBytes(cost.packedBytes)}</strong>.
    </p>
  );
}
