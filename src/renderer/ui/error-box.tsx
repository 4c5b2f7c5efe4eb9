import { CircleAlert } from 'lucide-react';
import type { AppError } from '../../shared/app-error.ts';
import { OwnWords } from './own-words.tsx';
import './error-box.css';

/** An error as it is: what happened, what to do, and the other side's own words. */
export function ErrorBox({ error, title }: { error: AppError; title?: string }) {
  return (
    <div className="error-box" role="alert">
      <CircleAlert size={18} aria-hidden />
      <div className="error-box-text">
        {title ? <strong>{title}</strong> : null}
        <p>{error.message}</p>
        {error.hint ? <p className="error-box-hint">{error.hint}</p> : null}
        {error.details ? <OwnWords text={error.details} /> : null}
      </div>
    </div>
  );
}
