import type { ComponentType } from 'preact';

/** A page: one board of the navigation, one file. */
export type PageDefinition = {
  /** Name in the address. */
  readonly view: string;
  readonly title: string;
  /** One sentence under the title: the question that this page answers. */
  readonly lead: string;
  /** Heading in the navigation under which the page stands; absent: it is reached by links only. */
  readonly group?: string;
  /** False for pages that no filter changes. */
  readonly filtered?: boolean;
  readonly Page: ComponentType;
};
