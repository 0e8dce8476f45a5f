import type { FrontMaker } from "./common/front.component";
import type { EdgeSettings } from "./edges";
import * as registry from "./registry.component";

/** Finds the maker of an edge's resources. */
export function frontMakerOf(provider: EdgeSettings["provider"]): FrontMaker<EdgeSettings> {
  return registry[provider] as FrontMaker<EdgeSettings>;
}
