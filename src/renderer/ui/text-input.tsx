import { FieldError, Input, Label, Text, TextField } from 'react-aria-components';
import './field.css';

export interface TextInputProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  onBlur?: () => void;
  description?: string | undefined;
  /** What is wrong with the value; shown once the field was left or the form sent. */
  error?: string | null;
  type?: 'text' | 'password';
  placeholder?: string;
  autoFocus?: boolean;
  inputMode?: 'text' | 'numeric';
  isRequired?: boolean;
  name?: string;
}

export function TextInput(props: TextInputProps) {
  return (
    <TextField
      className="field"
      value={props.value}
      onChange={props.onChange}
      type={props.type ?? 'text'}
      isInvalid={Boolean(props.error)}
      isRequired={props.isRequired ?? false}
      autoFocus={props.autoFocus ?? false}
      validationBehavior="aria"
      autoComplete="off"
      spellCheck="false"
      {...(props.onBlur ? { onBlur: props.onBlur } : {})}
      {...(props.name ? { name: props.name } : {})}
    >
      <Label>{props.label}</Label>
      <Input
        placeholder={props.placeholder ?? ''}
        inputMode={props.inputMode ?? 'text'}
        autoCapitalize="off"
      />
      {props.description ? (
        <Text slot="description" className="field-description">
          {props.description}
        </Text>
      ) : null}
      <FieldError className="field-error">{props.error}</FieldError>
    </TextField>
  );
}
