import type { Key, ReactNode } from 'react';
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import './segmented.css';

export interface SegmentedProps<T extends string> {
  label: string;
  value: T;
  options: readonly { value: T; label: string; icon?: ReactNode; tip?: string }[];
  onChange: (value: T) => void;
}

/** A few choices side by side, one of them taken. */
export function Segmented<T extends string>(props: SegmentedProps<T>) {
  const choose = (keys: Set<Key>) => {
    const [key] = keys;
    const option = props.options.find(({ value }) => value === key);
    if (option) props.onChange(option.value);
  };
  return (
    <ToggleButtonGroup
      className="segmented"
      aria-label={props.label}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[props.value]}
      onSelectionChange={choose}
    >
      {props.options.map((option) => (
        <ToggleButton
          key={option.value}
          id={option.value}
          className="segment"
          aria-label={option.label}
        >
          {option.icon ?? option.label}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
