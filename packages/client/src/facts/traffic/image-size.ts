import type { ImagePreparation } from '../turn-facts.js';

/** The sizes of an image that stands in a data URL, as it came; null for another kind of URL or of image. */
export function imagePreparation(
  url: string,
  messageRole: string | null,
  itemId: string | null,
  detail: string | null,
): ImagePreparation | null {
  const comma = url.startsWith('data:image/') ? url.indexOf(';base64,') : -1;
  return comma < 0 ? null : preparationOf(url.slice(comma + ';base64,'.length), messageRole, itemId, detail);
}

/** The same for bare base64 data. */
export function preparationOf(
  base64: string,
  messageRole: string | null,
  itemId: string | null,
  detail: string | null,
): ImagePreparation | null {
  const size = pngSize(base64);
  if (size === null) return null;
  return {
    messageRole,
    itemId,
    effectiveDetail: detail ?? 'original',
    sourceWidth: size.width,
    sourceHeight: size.height,
    preparedWidth: size.width,
    preparedHeight: size.height,
  };
}

/** The signature, and as much behind it as holds the size. */
const pngHeader = /^iVBORw0KGgo[A-Za-z0-9+/]{21}/;

/** Width and height stand at fixed places of the first chunk: bytes 16 to 23. */
function pngSize(base64: string): { readonly width: number; readonly height: number } | null {
  const text = pngHeader.exec(base64)?.[0];
  if (text === undefined) return null;
  const header = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const view = new DataView(header.buffer);
  return { width: view.getUint32(16), height: view.getUint32(20) };
}
