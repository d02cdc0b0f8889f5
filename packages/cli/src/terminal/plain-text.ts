/**
 * Names come from repositories, clients and models: they could hold escape sequences that rewrite the screen, or marks
 * that turn the direction of text. Both are shown as a visible sign instead.
 */
export function plainText(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what this is about
  return text.replaceAll(/[\u0000-\u001F\u007F-\u009F\u200E\u200F\u2028-\u202E\u2066-\u2069]/g, '�');
}
