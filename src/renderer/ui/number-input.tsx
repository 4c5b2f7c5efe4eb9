import { Minus, Plus } from 'lucide-react';
import { Button, Group, Input, Label, NumberField, Text } from 'react-aria-components';
import './field.css';
import './number-input.css';

export interface NumberInputProps {
  label: string;
  value: number;
  min: number;
  max: number;
  step?: number;
  /** `percent`: the value is a fraction, 0.95 is shown as 95 %. */
  unit?: 'percent' | 'second';
  description?: string;
  /** Once the field was left, or with each press of a stepper; always within the bounds. */
  onChange: (value: number) => void;
}

const formats: Record<'percent' | 'second', Intl.NumberFormatOptions> = {
  percent: { style: 'percent' },
  second: { style: 'unit', unit: 'second', unitDisplay: 'short' },
};

/** A number with its bounds and its unit. What is not a number is put back to what it was. */
export function NumberInput(props: NumberInputProps) {
  return (
    <NumberField
      className="field"
      value={props.value}
      minValue={props.min}
      maxValue={props.max}
      step={props.step ?? 1}
      {...(props.unit ? { formatOptions: formats[props.unit] } : {})}
      onChange={(value) => {
        if (Number.isFinite(value)) props.onChange(value);
      }}
    >
      <Label>{props.label}</Label>
      <Group className="number-input">
        <Button slot="decrement" className="number-step">
          <Minus size={14} aria-hidden />
        </Button>
        <Input />
        <Button slot="increment" className="number-step">
          <Plus size={14} aria-hidden />
        </Button>
      </Group>
      {props.description ? (
        <Text slot="description" className="field-description">
          {props.description}
        </Text>
      ) : null}
    </NumberField>
  );
}
