import type { Instance } from "../../instance";
import type { Log } from "../../log";
import type { Lifecycle } from "./lifecycle";
import type { State } from "./state";

/** What every route works on. */
export interface Backend {
  readonly instance: Instance;
  readonly state: State;
  readonly lifecycle: Lifecycle;
  readonly log: Log;
}
