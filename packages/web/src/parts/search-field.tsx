import { useEffect, useRef, useState } from 'preact/hooks';

import { address, linkWithExtras, visit } from '../address.js';

/** Letters come faster than answers: asked once the viewer pauses. */
const pauseMs = 250;

/** Narrows a list by a text; it is part of the address. */
export function SearchField({ label, hint }: { readonly label: string; readonly hint: string }) {
  const pending = useRef<ReturnType<typeof setTimeout>>(undefined);
  const told = address.value.extras['search'] ?? '';
  const [typed, setTyped] = useState(told);
  useEffect(() => setTyped(told), [told]);
  useEffect(() => () => clearTimeout(pending.current), []);
  const search = (text: string) => {
    clearTimeout(pending.current);
    if (text !== told) visit(linkWithExtras({ search: text === '' ? undefined : text, page: undefined }));
  };
  return (
    <label class={told === '' ? 'select search' : 'select search select-set'}>
      <span class="visually-hidden">{label}</span>
      <input
        type="search"
        placeholder={hint}
        value={typed}
        spellcheck={false}
        onInput={({ currentTarget }) => {
          const text = currentTarget.value;
          setTyped(text);
          clearTimeout(pending.current);
          pending.current = setTimeout(() => search(text.trim()), pauseMs);
        }}
        onKeyDown={({ key, currentTarget }) => {
          if (key === 'Enter') search(currentTarget.value.trim());
        }}
      />
    </label>
  );
}
