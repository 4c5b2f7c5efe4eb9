import type { ImportProgress } from '../../../shared/images/import.ts';
import { call } from '../../state/actions/call.ts';
import { useApp } from '../../state/app-context.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorBox } from '../../ui/error-box.tsx';
import { formatBytes } from '../../ui/format/memory.ts';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { shortDigest } from './image-text.ts';

/** Images that are being taken in, and what became of those that were. */
export function ImportsUnderWay(props: {
  imports: readonly ImportProgress[];
  onChanged: () => void;
}) {
  const services = useApp();
  if (props.imports.length === 0) return null;
  async function end(importId: string): Promise<void> {
    await call(services, 'Could not end the import', 'imports.end', { importId });
    props.onChanged();
  }
  return (
    <ul className="images-imports" aria-label="Imports">
      {props.imports.map((one) => (
        <li key={one.id}>
          {one.end === null ? (
            <>
              <p>{goingText(one)}</p>
              <ProgressBar
                label={`Import of ${one.role}`}
                fraction={one.of === 0 ? null : Math.min(1, one.bytes / one.of)}
                text={goingText(one)}
              />
            </>
          ) : one.end.kind === 'taken' ? (
            <p role="status">
              {one.end.isNew
                ? `${one.role} has a new version, ${shortDigest(one.end.digest)}. Nobody runs it yet.`
                : `${one.role} had this very version already: ${shortDigest(one.end.digest)}.`}
            </p>
          ) : (
            <ErrorBox
              error={one.end.error}
              title={
                one.end.error.code === 'cancelled'
                  ? `The import of ${one.role} was cancelled`
                  : `The image of ${one.role} was not taken in: nothing of it is there`
              }
            />
          )}
          <Button
            size="s"
            label={`${one.end === null ? 'Cancel' : 'Dismiss'}: import of ${one.role}`}
            onPress={() => void end(one.id)}
          >
            {one.end === null ? 'Cancel' : 'Dismiss'}
          </Button>
        </li>
      ))}
    </ul>
  );
}

function goingText({ role, from, bytes, of }: ImportProgress): string {
  const doing = from === 'here' ? 'Sending' : 'Copying';
  if (bytes >= of) return `Checking the image of ${role}…`;
  return `${doing} the image of ${role}: ${formatBytes(bytes)} of ${formatBytes(of)}`;
}
