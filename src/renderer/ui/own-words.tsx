import { ChevronRight } from 'lucide-react';
import { useLayoutEffect, useRef, useState } from 'react';
import { CopyButton } from './copy-button.tsx';
import './own-words.css';

/** The toolstack's or the server's own text, folded unless it is short; can be copied. */
export function OwnWords({
  text,
  label = 'What the host said',
  open: openAtFirst = text.length < 400,
  follow = false,
}: {
  text: string;
  label?: string;
  open?: boolean;
  /** Keeps the end in view, for a text that grows. */
  follow?: boolean;
}) {
  const [open, setOpen] = useState(openAtFirst);
  const box = useRef<HTMLPreElement | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: with every change of the text
  useLayoutEffect(() => {
    if (follow && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [follow, text, open]);
  return (
    <div className="own-words">
      <div className="own-words-head">
        <button
          type="button"
          className="own-words-toggle"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          <ChevronRight size={14} aria-hidden data-open={open || undefined} />
          {label}
        </button>
        <CopyButton text={text} />
      </div>
      {open ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled region needs the keyboard
        <pre ref={box} tabIndex={0}>
          {text}
        </pre>
      ) : null}
    </div>
  );
}
