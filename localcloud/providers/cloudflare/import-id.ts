import { Refusal } from "../engine";

/**
 * The zone and the id of a resource in it. An import gives both as `<zone id>/<id>`; later the zone is in the state.
 * @throws {Refusal} if the zone is in neither.
 */
export function inZone(id: string, state: { readonly zoneId?: string }): { zoneId: string; id: string } {
  const [first = "", second] = id.split("/");
  if (second !== undefined) return { zoneId: first, id: second };
  if (state.zoneId === undefined) throw new Refusal(`Cannot import "${id}": give the id as <zone id>/<id>`);
  return { zoneId: state.zoneId, id };
}
