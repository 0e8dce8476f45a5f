import { tell } from "../../../shared/execution/tell";
import { shortList } from "../names";

/** Tells what becomes of a certificate, after its names. */
export function tellOf({ names }: { readonly names: readonly string[] }, what: string): void {
  tell(`${shortList(names)}: ${what}`);
}
