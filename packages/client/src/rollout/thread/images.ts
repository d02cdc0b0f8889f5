import type { ImagePreparation } from '../../facts/index.js';
import type { ImageState } from './thread-state.js';

/** How images were prepared for the model, as far as their own headers tell. */
export function imagePreparations(images: readonly ImageState[]): readonly ImagePreparation[] {
  return images.flatMap((image) => {
    const size = pngSize(image.url);
    if (size === null) return [];
    const { width, height } = size;
    return {
      messageRole: image.role,
      itemId: image.itemId,
      effectiveDetail: 'original',
      sourceWidth: width,
      sourceHeight: height,
      preparedWidth: width,
      preparedHeight: height,
    };
  });
}

/** Width and height of a PNG in a data URL: they stand at a fixed place behind its signature. */
function pngSize(url: string): { width: number; height: number } | null {
  const data = /^data:image\/png;base64,(.{32})/.exec(url)?.[1];
  if (data === undefined) return null;
  const bytes = Buffer.from(data, 'base64');
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}
