import { checkResponse, createResponse, diffResponse, empty, readResponse, updateResponse, type Asked, type Method } from "./messages";
import { operationsKey } from "../shared/forwarding";
import type { Report, ResourceOperations } from "../shared/resource-operations";

/** The operations of a resource, whatever its values: they come from the engine, which knows no types. */
export type AnyOperations = ResourceOperations<object, object>;

/** Carries out what the engine asks as Pulumi's plugin for dynamic resources does, and returns the response. `report` is told what it is at. */
export async function answer(method: Method, { id, olds, news }: Asked, operations: AnyOperations, report: Report): Promise<Buffer> {
  switch (method) {
    case "Check":
      return checkResponse(news);
    case "Diff":
      return diffResponse(operations.diff(id, olds, news));
    case "Create": {
      const created = await operations.create(news, report);
      return createResponse(created.id, known(created.outs, news));
    }
    case "Read": {
      const found = await operations.read(id, olds);
      return readResponse(found.id, known(found.props, olds), known(found.inputs, olds));
    }
    case "Update":
      return updateResponse(known((await operations.update(id, olds, news, report)).outs, news));
    case "Delete":
      await operations.delete(id, olds);
      return empty;
  }
}

/** With the way to the resource's operations, which its state must keep. */
function known(values: object, from: Asked["news"]): object {
  return { ...values, [operationsKey]: from[operationsKey] };
}
