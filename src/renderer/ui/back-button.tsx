import { X } from 'lucide-react';
import { Button } from './button.tsx';

/** At the end of a page's bar: leaves it. */
export function BackButton({ onPress }: { onPress: () => void }) {
  return (
    <Button
      look="quiet"
      className="icon-only"
      label="Back to the board"
      tip="Back to the board"
      onPress={onPress}
    >
      <X size={17} aria-hidden />
    </Button>
  );
}
