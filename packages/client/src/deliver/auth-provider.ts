/** What the native form sends for authorisation. */
export interface NativeLogin {
  readonly accessToken: string;
  readonly accountId: string;
}

/** Where the native form gets its login from. Asked before each request; what it says is never kept or written. */
export interface AuthProvider {
  /** Null without a ChatGPT login: then events are passed over. Rejects when that cannot be told now: then they wait. */
  readonly read: () => Promise<NativeLogin | null>;
}
