import { linkWithExtras, visit } from '../address.js';

export type ChoiceProps<Value extends string> = {
  readonly label: string;
  /** Its name in the address; the first option is what an address means that does not say. */
  readonly name: string;
  readonly value: Value;
  readonly options: readonly { readonly value: Value; readonly label: string }[];
};

/** A choice among a few, in the head of a panel; it is part of the address. */
export function Choice<Value extends string>({ label, name, value, options }: ChoiceProps<Value>) {
  return (
    <label class="select">
      <span class="visually-hidden">{label}</span>
      <select
        value={value}
        onChange={({ currentTarget }) => {
          const chosen = currentTarget.value === options[0]?.value ? undefined : currentTarget.value;
          // Other rows: a list begins at its first page.
          visit(linkWithExtras({ [name]: chosen, page: undefined }));
        }}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </label>
  );
}
