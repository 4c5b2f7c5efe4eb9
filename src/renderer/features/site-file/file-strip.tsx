import { FileLock } from 'lucide-react';
import { readOnlyText } from '../../../shared/model/read-only-text.ts';
import { openSite } from '../../state/actions/open-site.ts';
import { useApp, useAppState } from '../../state/app-context.ts';
import { Button } from '../../ui/button.tsx';
import { Strip } from '../../ui/strip.tsx';

/** Says that what is shown is a file, of when, and that nothing can be done to it. */
export function FileStrip() {
  const services = useApp();
  const file = useAppState(({ site }) => site.file);
  if (!file) return null;
  return (
    <Strip
      tone="warning"
      role="status"
      icon={<FileLock size={16} aria-hidden />}
      actions={
        <Button look="quiet" size="s" onPress={() => void openSite(services, 'own')}>
          Close the file
        </Button>
      }
    >
      <b>{readOnlyText(file)}</b> Everything is as it was then; look, search, go back in time.
      {file.site === 'demo' ? ' It is of a demo site.' : ''}
    </Strip>
  );
}
