import type { FrontMaker } from "./common/front.component";
import type { EdgeSettings } from "./edges";
import * as registry from "./registry.component";

/** What puts an edge in front of hosts. */
export function frontMakerOf(provider: EdgeSettings["provider"]): FrontMaker<EdgeSettings> {
  return registry[provider] as FrontMaker<EdgeSettings>;
}
