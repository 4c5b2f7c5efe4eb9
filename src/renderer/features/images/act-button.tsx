import { createContext, useContext } from 'react';
import { Button, type ButtonProps } from '../../ui/button.tsx';

/** Why nothing can be done on the image server that is shown; null: it can be. */
const ServerBlock = createContext<string | null>(null);

export const ServerBlockProvider = ServerBlock.Provider;

/** A button that leads to an act on the image server: without a connection it says so at once. */
export function ActButton(props: ButtonProps) {
  const block = useContext(ServerBlock);
  return <Button {...props} blocked={block ?? props.blocked ?? null} />;
}
