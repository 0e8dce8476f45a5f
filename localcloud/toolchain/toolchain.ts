/** A `pulumi` that runs programs in TypeScript. */
export interface Toolchain {
  /** Folders to put in front of PATH; none when everything is on PATH already. */
  readonly bin: readonly string[];
  /** E.g. `3.274.1`; undefined for one on PATH, which only it could tell. */
  readonly version?: string;
  /** On the user's PATH, from the vendor's installer, or built from the vendor's Go modules. */
  readonly origin: "path" | "installer" | "built";
}
