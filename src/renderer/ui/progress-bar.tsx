import { ProgressBar as AriaProgressBar } from 'react-aria-components';
import './progress-bar.css';

export interface ProgressBarProps {
  label: string;
  /** 0 to 1; null: under way, and how far is not known. */
  fraction: number | null;
  /** The same in words, for a screen reader. */
  text: string;
  tone?: 'moving' | 'waiting';
}

export function ProgressBar({ label, fraction, text, tone = 'moving' }: ProgressBarProps) {
  return (
    <AriaProgressBar
      className="progress-bar"
      aria-label={label}
      minValue={0}
      maxValue={1}
      value={fraction ?? 0}
      valueLabel={text}
      isIndeterminate={fraction === null}
      data-tone={tone}
      data-unknown={fraction === null || undefined}
    >
      <span
        className="progress-bar-fill"
        style={fraction === null ? {} : { width: `${(fraction * 100).toFixed(1)}%` }}
      />
    </AriaProgressBar>
  );
}
