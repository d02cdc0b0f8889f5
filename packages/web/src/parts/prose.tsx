/** A sentence whose names of the wire stand between backticks. */
export function Prose({ text }: { readonly text: string }) {
  return (
    <>
      {text.split('`').map((part, place) =>
        // Every second part stood between two of them; the place of a part in its sentence never changes.
        place % 2 === 1 ? <code key={place}>{part}</code> : part,
      )}
    </>
  );
}
