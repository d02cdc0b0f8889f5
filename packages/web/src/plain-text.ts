import { options } from 'preact';

/**
 * Names come from repositories, clients, models and tool servers. A mark in one that turns the direction of text makes it
 * read as another, and turns what stands behind it: such marks are shown as a visible sign instead, in texts and titles.
 * Letters of right-to-left scripts need none and stay.
 */
export function plainText(text: string): string {
  return turnsText.test(text) ? text.replaceAll(everyMark, '�') : text;
}

const turnsText = /[\u202A-\u202E\u2066-\u2069]/;
const everyMark = new RegExp(turnsText, 'g');

/** What is read out or shown on hovering. */
const textAttributes = ['title', 'aria-label'] as const;

/** Makes every text that is drawn from now on a plain one: no board can forget it. Values of fields stay as they are. */
export function drawPlainText(): void {
  const before = options.vnode;
  options.vnode = (node) => {
    before?.(node);
    if (typeof node.type !== 'string') return;
    const props: Record<string, unknown> = node.props;
    for (const name of textAttributes) {
      const text = props[name];
      if (typeof text === 'string') props[name] = plainText(text);
    }
    props['children'] = plainChildren(props['children']);
  };
}

function plainChildren(children: unknown): unknown {
  if (typeof children === 'string') return plainText(children);
  return Array.isArray(children) ? children.map(plainChildren) : children;
}
