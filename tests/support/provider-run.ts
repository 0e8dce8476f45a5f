import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { resources } from "../../components/provider/execution/resources";
import type { AnyOperations } from "../../components/provider/plan";
import type { Properties } from "../../components/provider/value";

/** A resource in a state: what the engine has stored of it. */
export interface Stored {
  readonly id: string;
  readonly properties: Struct;
}

/** The provider during one run of the engine, with resources of one type. */
export class ProviderRun {
  readonly #answers: ReturnType<typeof resources>;

  constructor(
    private readonly type: string,
    operations: AnyOperations,
  ) {
    this.#answers = resources({ operationsOf: () => operations, log: () => ({ step: () => undefined, note: () => Promise.resolve() }) });
  }

  async create(inputs: Properties): Promise<Stored> {
    const response = await this.#answers.create(new messages.CreateRequest().setType(this.type).setProperties(struct(inputs)));
    return storedIn(response.getId(), response);
  }

  /** Compares a resource with inputs, as each run does with what the program still has. */
  async diff({ id, properties }: Stored, inputs: Properties): Promise<messages.DiffResponse> {
    return this.#answers.diff(new messages.DiffRequest().setType(this.type).setId(id).setOlds(properties).setNews(struct(inputs)));
  }

  async update({ id, properties }: Stored, inputs: Properties): Promise<Stored> {
    const request = new messages.UpdateRequest().setType(this.type).setId(id).setOlds(properties).setNews(struct(inputs));
    return storedIn(id, await this.#answers.update(request));
  }

  async read({ id, properties }: Stored): Promise<Stored> {
    const response = await this.#answers.read(new messages.ReadRequest().setType(this.type).setId(id).setProperties(properties));
    return storedIn(response.getId(), response);
  }

  async delete({ id, properties }: Stored): Promise<void> {
    await this.#answers.delete(new messages.DeleteRequest().setType(this.type).setId(id).setProperties(properties));
  }
}

function storedIn(id: string, response: { getProperties(): Struct | undefined }): Stored {
  return { id, properties: response.getProperties() ?? new Struct() };
}

function struct(properties: Properties): Struct {
  return Struct.fromJavaScript(properties as Record<string, JavaScriptValue>);
}
