import { useAppState } from '../../state/app-context.ts';
import { HostMenu } from './host-menu.tsx';
import { VmMenu } from './vm-menu.tsx';

/** The open menu, if any. */
export function Menus() {
  const menu = useAppState((state) => state.view.menu);
  if (!menu) return null;
  return menu.kind === 'vms' ? <VmMenu menu={menu} /> : <HostMenu menu={menu} />;
}
