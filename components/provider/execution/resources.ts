import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { Report } from "../../shared/resource-operations";
import { difference, plannedResource, plannedUpdate, type AnyOperations } from "../plan";
import { markSecrets, reveal } from "../value";
import { fromStruct, toStruct } from "./struct";

/** What the resources need of the process that they are carried out in. */
export interface Surroundings {
  readonly operationsOf: (type: string) => AnyOperations;
  /** Tells the user what the resource with this URN is at. */
  readonly report: (urn: string) => Report;
}

const { DIFF_NONE, DIFF_SOME } = messages.DiffResponse.DiffChanges;

/** Answers what the engine asks of one resource. In a preview nothing is made, changed or connected to. */
export function resources({ operationsOf, report }: Surroundings) {
  const operations = (request: Addressed): AnyOperations => operationsOf(typeOf(request));
  return {
    check(request: messages.CheckRequest): messages.CheckResponse {
      return new messages.CheckResponse().setInputs(toStruct(markSecrets(fromStruct(request.getNews()), operations(request).secrets)));
    },
    diff(request: messages.DiffRequest): messages.DiffResponse {
      const { changes, replaces } = difference(operations(request), request.getId(), fromStruct(request.getOlds()), fromStruct(request.getNews()));
      return new messages.DiffResponse().setChanges(changes ? DIFF_SOME : DIFF_NONE).setReplacesList([...replaces]);
    },
    async create(request: messages.CreateRequest): Promise<messages.CreateResponse> {
      const kind = operations(request);
      const inputs = fromStruct(request.getProperties());
      if (request.getPreview()) return new messages.CreateResponse().setProperties(toStruct(plannedResource(kind, inputs)));
      const { id, outs } = await kind.create(reveal(inputs), report(request.getUrn()));
      return new messages.CreateResponse().setId(id).setProperties(toStruct(markSecrets(outs, kind.secrets, inputs)));
    },
    async read(request: messages.ReadRequest): Promise<messages.ReadResponse> {
      const kind = operations(request);
      const known = fromStruct(request.getProperties());
      const { id, props, inputs } = await kind.read(request.getId(), reveal(known));
      if (id === "") return new messages.ReadResponse();
      return new messages.ReadResponse()
        .setId(id)
        .setProperties(toStruct(markSecrets(props, kind.secrets, known)))
        .setInputs(toStruct(markSecrets(inputs, kind.secrets, fromStruct(request.getInputs()))));
    },
    async update(request: messages.UpdateRequest): Promise<messages.UpdateResponse> {
      const kind = operations(request);
      const [olds, news] = [fromStruct(request.getOlds()), fromStruct(request.getNews())];
      if (request.getPreview()) return new messages.UpdateResponse().setProperties(toStruct(plannedUpdate(kind, olds, news)));
      const { outs } = await kind.update(request.getId(), reveal(olds), reveal(news), report(request.getUrn()));
      return new messages.UpdateResponse().setProperties(toStruct(markSecrets(outs, kind.secrets, news)));
    },
    async delete(request: messages.DeleteRequest): Promise<Empty> {
      await operations(request).delete(request.getId(), reveal(fromStruct(request.getProperties())));
      return new Empty();
    },
  };
}

interface Addressed {
  getUrn(): string;
  getType(): string;
}

/** `urn:pulumi:<stack>::<project>::<parent types>$<type>::<name>`; engines of earlier years send only this. */
function typeOf(request: Addressed): string {
  return request.getType() || (request.getUrn().split("::")[2]?.split("$").at(-1) ?? "");
}
