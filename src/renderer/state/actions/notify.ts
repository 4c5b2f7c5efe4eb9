import type { AppError } from '../../../shared/app-error.ts';
import type { Notice } from '../app-state.ts';
import type { AppStore } from '../store.ts';

let lastId = 0;
const mostNotices = 5;

/** Shows a notice; the oldest make room. */
export function notify(store: AppStore, notice: Omit<Notice, 'id'>): void {
  lastId += 1;
  const added: Notice = { ...notice, id: lastId };
  store.setState((state) => ({ notices: [...state.notices, added].slice(-mostNotices) }));
}

export function closeNotice(store: AppStore, id: number): void {
  store.setState((state) => ({ notices: state.notices.filter((notice) => notice.id !== id) }));
}

/** An error as a notice that stays: what was tried, why it failed, what to do. */
export function notifyError(store: AppStore, tried: string, error: AppError): void {
  notify(store, {
    tone: 'error',
    title: `${tried}: ${error.message}`,
    text: [error.hint, error.details].filter(Boolean).join('\n') || null,
    staysMs: null,
  });
}
