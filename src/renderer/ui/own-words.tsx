import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { CopyButton } from './copy-button.tsx';
import './own-words.css';

/** The toolstack's or the server's own text, folded unless it is short; can be copied. */
export function OwnWords({
  text,
  label = 'What the host said',
  open: openAtFirst = text.length < 400,
}: {
  text: string;
  label?: string;
  open?: boolean;
}) {
  const [open, setOpen] = useState(openAtFirst);
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
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled region needs the keyboard */}
      {open ? <pre tabIndex={0}>{text}</pre> : null}
    </div>
  );
}
