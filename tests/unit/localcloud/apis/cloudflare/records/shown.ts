/** What the API shows of a record. */
export interface Shown {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly content: string;
  readonly ttl: number;
  readonly proxied: boolean;
  readonly created_on: string;
  readonly modified_on: string;
}

export const www = { type: "A", name: "www", content: "192.0.2.1" };
