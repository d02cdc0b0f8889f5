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

const pngSignature = 'iVBORw0KGgo';

/** Width and height stand at fixed places of the first chunk: bytes 16 to 23. */
function pngSize(base64: string): { readonly width: number; readonly height: number } | null {
  if (!base64.startsWith(pngSignature) || base64.length < 32) return null;
  const header = Uint8Array.from(atob(base64.slice(0, 32)), (letter) => letter.charCodeAt(0));
  const view = new DataView(header.buffer);
  return { width: view.getUint32(16), height: view.getUint32(20) };
}
