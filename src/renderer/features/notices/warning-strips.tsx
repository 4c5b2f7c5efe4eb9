import { TriangleAlert, X } from 'lucide-react';
import { call } from '../../state/actions/call.ts';
import { useApp, useAppState } from '../../state/app-context.ts';
import { Button } from '../../ui/button.tsx';
import { Strip } from '../../ui/strip.tsx';

/** What became of the site's own files, until the user has read it. */
export function WarningStrips() {
  const services = useApp();
  const warnings = useAppState(({ site }) => site.warnings);
  return Object.entries(warnings).map(([id, { message, hint, details }]) => (
    <Strip
      key={id}
      tone="warning"
      role="alert"
      icon={<TriangleAlert size={16} aria-hidden />}
      actions={
        <Button
          look="quiet"
          size="s"
          className="icon-only"
          label="Close this warning"
          onPress={() =>
            void call(services, 'Could not close the warning', 'site.dismissWarning', { id })
          }
        >
          <X size={15} aria-hidden />
        </Button>
      }
    >
      <b>{message}</b> {[hint, details].filter(Boolean).join(' ')}
    </Strip>
  ));
}
