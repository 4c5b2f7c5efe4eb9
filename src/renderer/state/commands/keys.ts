type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>;

/**
 * Whether a key event is what a command's `keys` say. Ctrl is the Command key, too. Shift counts
 * only by what it makes of the key: `?` is where a keyboard has it.
 */
export function keysMatch(keys: string, { key, ctrlKey, metaKey, altKey }: Pressed): boolean {
  const wanted = keys.split(' ');
  if (altKey || wanted.includes('Ctrl') !== (ctrlKey || metaKey)) return false;
  return wanted.at(-1)?.toLowerCase() === key.toLowerCase();
}

/** Keys as this machine's keyboard names them. */
export function keysText(keys: string, platform: string = navigator.platform): string {
  return platform.startsWith('Mac') ? keys.replace('Ctrl', '⌘') : keys;
}
