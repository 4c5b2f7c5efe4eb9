import type { Column, Fact, Value, ValueType } from '../../../shared/reports/report.ts';

/**
 * Text for a report: control characters but the line's end are shown as their pictures, and what
 * is not Unicode as its replacement, so that every format can hold it and holds the same.
 */
export function words(text: string): string {
  return text.toWellFormed().replace(/[^\P{Cc}\t\n]|[\ufffe\uffff]/gu, (sign) => {
    const code = sign.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    return code === 0x7f ? '\u2421' : '\ufffd';
  });
}

/** A number as it stands in the report, rounded here once for every format. */
export const rounded = (value: number | null): number | null =>
  value === null ? null : Math.round(value * 100) / 100;

/** A fraction to a tenth of a percent; null without a whole. */
export const share = (part: number | null, whole: number): number | null =>
  part === null || whole <= 0 ? null : Math.round((part / whole) * 1000) / 1000;

export const mebibytes = (mib: number | null): number | null =>
  mib === null ? null : Math.round(mib * 1024 * 1024);

/** Bytes a second as they stand in the report: whole ones. */
export const perSecond = (rate: number | null): number | null =>
  rate === null ? null : Math.round(rate);

export const yesNo = (is: boolean): string => (is ? 'yes' : 'no');

export function column(label: string, type: ValueType = 'text', unit?: string): Column {
  return { label, type, ...(unit === undefined ? {} : { unit }) };
}

export function fact(label: string, value: Value, type: ValueType = 'text', unit?: string): Fact {
  return { ...column(label, type, unit), value };
}
