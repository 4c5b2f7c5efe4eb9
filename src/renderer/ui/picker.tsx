import { Check, ChevronDown } from 'lucide-react';
import {
  Button,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Select,
  SelectValue,
  Text,
} from 'react-aria-components';
import './field.css';
import './picker.css';

export interface PickerProps<T extends string> {
  label: string;
  value: T;
  options: readonly { value: T; label: string; description?: string }[];
  onChange: (value: T) => void;
  /** The label stands before the value, inside the button. */
  inline?: boolean;
}

/** One choice out of a list. */
export function Picker<T extends string>(props: PickerProps<T>) {
  return (
    <Select
      className={props.inline ? 'picker' : 'field'}
      aria-label={props.label}
      selectedKey={props.value}
      onSelectionChange={(key) => {
        const option = props.options.find(({ value }) => value === key);
        if (option) props.onChange(option.value);
      }}
    >
      {props.inline ? null : <Label>{props.label}</Label>}
      <Button className="picker-button">
        {props.inline ? <span className="picker-label">{props.label}</span> : null}
        <SelectValue className="picker-value">
          {({ defaultChildren }) =>
            props.options.find(({ value }) => value === props.value)?.label ?? defaultChildren
          }
        </SelectValue>
        <ChevronDown size={14} aria-hidden />
      </Button>
      <Popover className="popover" offset={4}>
        <ListBox className="menu" items={props.options}>
          {(option) => (
            <ListBoxItem id={option.value} className="menu-item" textValue={option.label}>
              {({ isSelected }) => (
                <>
                  <span className="menu-icon">
                    {isSelected ? <Check size={15} aria-hidden /> : null}
                  </span>
                  <Text slot="label" className="menu-label">
                    {option.label}
                  </Text>
                  {option.description ? (
                    <Text slot="description" className="menu-description">
                      {option.description}
                    </Text>
                  ) : null}
                </>
              )}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </Select>
  );
}
