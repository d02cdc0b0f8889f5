/** What `tacho doctor` found out about one thing. */
export interface Check {
  readonly name: string;
  /** `note`: nothing is wrong, but it may not be what the user wants. */
  readonly status: 'ok' | 'note' | 'failed';
  /** One sentence. */
  readonly says: string;
}
