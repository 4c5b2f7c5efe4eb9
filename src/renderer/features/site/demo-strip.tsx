import { FlaskConical } from 'lucide-react';
import { openSite } from '../../state/actions/open-site.ts';
import { openDialog } from '../../state/actions/view-actions.ts';
import { useApp, useAppState } from '../../state/app-context.ts';
import { Button } from '../../ui/button.tsx';
import { Strip } from '../../ui/strip.tsx';

/** Says that nothing here is real, and offers the way to what is. */
export function DemoStrip() {
  const services = useApp();
  const onDemo = useAppState((state) => state.site.kind === 'demo');
  if (!onDemo) return null;
  return (
    <Strip
      tone="demo"
      icon={<FlaskConical size={16} aria-hidden />}
      actions={
        <>
          <Button look="quiet" size="s" onPress={() => void openSite(services, 'own')}>
            Leave the demo
          </Button>
          <Button
            look="primary"
            size="s"
            onPress={() => openDialog(services.store, { kind: 'add-host' })}
          >
            Connect your own host
          </Button>
        </>
      }
    >
      <b>This is the demo site.</b> Its hosts are simulated inside this console, and so is their
      past: try everything, nothing is real.
    </Strip>
  );
}
