import type { Instance } from "../../instance";
import type { Log } from "../../log";
import type { Addresses } from "../../machines/addresses";
import type { Lifecycle } from "../../machines/lifecycle";
import type { Event, Linode, State } from "./state";

/** The data and services behind the routes. */
export interface Backend {
  readonly instance: Instance;
  readonly state: State;
  readonly addresses: Addresses;
  readonly lifecycle: Lifecycle<Linode, Event>;
  readonly log: Log;
}
