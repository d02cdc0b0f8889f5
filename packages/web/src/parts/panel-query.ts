import { createContext } from 'preact';

/** Name of the query that a table stands under: it says what its columns mean. */
export const PanelQuery = createContext('');
