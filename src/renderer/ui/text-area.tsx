import {
  TextArea as AriaTextArea,
  FieldError,
  Label,
  Text,
  TextField,
} from 'react-aria-components';
import './field.css';

export interface TextAreaProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  onBlur?: () => void;
  description?: string;
  error?: string | null;
  rows?: number;
  placeholder?: string;
}

/** Several lines, each an entry of its own. */
export function TextArea(props: TextAreaProps) {
  return (
    <TextField
      className="field"
      value={props.value}
      onChange={props.onChange}
      isInvalid={Boolean(props.error)}
      validationBehavior="aria"
      autoComplete="off"
      spellCheck="false"
      {...(props.onBlur ? { onBlur: props.onBlur } : {})}
    >
      <Label>{props.label}</Label>
      <AriaTextArea rows={props.rows ?? 2} placeholder={props.placeholder ?? ''} />
      {props.description ? (
        <Text slot="description" className="field-description">
          {props.description}
        </Text>
      ) : null}
      <FieldError className="field-error">{props.error}</FieldError>
    </TextField>
  );
}
