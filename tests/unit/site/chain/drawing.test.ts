import { finding, type Finding, type Hop } from "../../../../components/site/chain/codes";
import { drawWay, wayOf } from "../../../../components/site/chain/drawing";
import { plain } from "../../../../components/site/chain/paint";
import { direct, seen } from "../../../support/observations";

const error = (hop: Hop): Finding => finding("port-closed", hop, "it is closed", "Open it");
const warning = (hop: Hop): Finding => finding("old-tls", hop, "it is old", "Renew it");
const behind = seen().origin;
const drawn = (origin: typeof behind, ...findings: readonly Finding[]): string => drawWay(wayOf({ ...(origin && { origin }) }, findings), plain);

test.each<[string, typeof behind, readonly Finding[], string]>([
  ["only a URL", undefined, [], "visitor ──✓──▶ edge"],
  ["only a URL, and one fault beyond the edge", undefined, [error("origin")], "visitor ──✓──▶ edge ──✗──▶ origin"],
  ["a stack that is well", behind, [], "visitor ──✓──▶ edge ──✓──▶ origin"],
  ["a stack with a warning at the edge", behind, [warning("edge")], "visitor ──!──▶ edge ──✓──▶ origin"],
  ["a stack with both at the origin", behind, [warning("origin"), error("origin")], "visitor ──✓──▶ edge ──✗──▶ origin"],
  ["a stack with an error for visitors", behind, [error("visitor")], "visitor ──✗──▶ edge ──✓──▶ origin"],
  ["a host without an edge", { ...behind!, expected: direct }, [warning("visitor")], "visitor ──!──▶ origin"],
])("the way of %s is drawn", (_, origin, findings, drawing) => {
  expect(drawn(origin, ...findings)).toBe(drawing);
});
