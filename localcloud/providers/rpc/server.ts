import { Server, ServerCredentials, status, type sendUnaryData, type ServerUnaryCall } from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { Change, Changes } from "../contract/diff";
import { packageSchema } from "../contract/package-schema";
import type { ValueMap } from "../contract/value";
import type { Engine } from "../engine";
import { toServiceError } from "./errors";
import { fromStruct, toStruct } from "./struct";

export interface Service {
  readonly port: number;
  close(): void;
}

/**
 * Offers a provider to the engine on a free port of the loopback interface. It implements the protocol itself, because
 * `@pulumi/pulumi/provider` loads the whole SDK first and can report neither property-level differences nor secrets.
 */
export async function serve(engine: Engine, version: string): Promise<Service> {
  const server = new Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
  server.addService(ResourceProviderService, methods(engine, version));
  return new Promise((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) =>
      error ? reject(error) : resolve({ port, close: () => server.forceShutdown() }),
    );
  });
}

type Method<Request, Response> = (call: ServerUnaryCall<Request, Response>, callback: sendUnaryData<Response>) => void;

function unary<Request, Response>(answer: (request: Request) => Response | Promise<Response>): Method<Request, Response> {
  return (call, callback) => {
    Promise.resolve(call.request)
      .then(answer)
      .then(
        (response) => callback(null, response),
        (error: unknown) => callback(toServiceError(error)),
      );
  };
}

function unimplemented(name: string): Method<unknown, never> {
  return (_call, callback) => callback({ code: status.UNIMPLEMENTED, details: `${name} is not part of this provider` });
}

function methods(engine: Engine, version: string) {
  return {
    handshake: unary(() => new messages.ProviderHandshakeResponse().setAcceptSecrets(true).setSupportsAutonamingConfiguration(true)),
    getPluginInfo: unary(() => new PluginInfo().setVersion(version)),
    getSchema: unary(() =>
      new messages.GetSchemaResponse().setSchema(JSON.stringify(packageSchema(engine.definition.name, version, engine.definition.schema))),
    ),
    cancel: unary(() => {
      engine.cancel();
      return new Empty();
    }),
    ...configuration(engine),
    ...planning(engine),
    ...lifecycle(engine),
    parameterize: unimplemented("Parameterize"),
    call: unimplemented("Call"),
    construct: unimplemented("Construct"),
    list: unimplemented("List"),
    attach: unimplemented("Attach"),
    getMapping: unimplemented("GetMapping"),
    getMappings: unimplemented("GetMappings"),
  };
}

function configuration(engine: Engine) {
  return {
    checkConfig: unary((request: messages.CheckRequest) => checked(engine.checkConfig(fromStruct(request.getNews())))),
    diffConfig: unary((request: messages.DiffRequest) => differences(engine.diffConfig(fromStruct(request.getOldInputs()), fromStruct(request.getNews())))),
    configure: unary((request: messages.ConfigureRequest) => {
      engine.configure(fromStruct(request.getArgs()));
      return new messages.ConfigureResponse().setAcceptsecrets(true).setSupportspreview(true).setSupportsAutonamingConfiguration(true);
    }),
    invoke: unary(async (request: messages.InvokeRequest) => {
      const { result, failures } = await engine.invoke(request.getTok(), fromStruct(request.getArgs()));
      const response = new messages.InvokeResponse().setReturn(toStruct(result));
      for (const reason of failures) response.addFailures(new messages.CheckFailure().setReason(reason));
      return response;
    }),
  };
}

function planning(engine: Engine) {
  return {
    check: unary((request: messages.CheckRequest) => {
      const { AutonamingOptions } = messages.CheckRequest;
      const options = request.getAutonaming();
      const naming = {
        name: nameOf(request),
        seed: request.getRandomseed_asU8(),
        disabled: options?.getMode() === AutonamingOptions.Mode.DISABLE,
        ...(options?.getProposedName() && { proposal: options.getProposedName() }),
      };
      return checked(engine.check(typeOf(request), fromStruct(request.getOlds()), fromStruct(request.getNews()), naming));
    }),
    diff: unary(async (request: messages.DiffRequest) =>
      differences(
        await engine.diff(typeOf(request), {
          oldInputs: fromStruct(request.getOldInputs()),
          state: fromStruct(request.getOlds()),
          inputs: fromStruct(request.getNews()),
          ignored: request.getIgnorechangesList(),
        }),
      ),
    ),
  };
}

function lifecycle(engine: Engine) {
  return {
    create: unary(async (request: messages.CreateRequest) => {
      const target = { token: typeOf(request), preview: request.getPreview(), timeout: request.getTimeout() };
      const { id, state } = await engine.create(target, fromStruct(request.getProperties()));
      return new messages.CreateResponse().setId(id).setProperties(toStruct(state));
    }),
    read: unary(async (request: messages.ReadRequest) => {
      const target = { token: typeOf(request), preview: false, timeout: request.getTimeout() };
      const found = await engine.read(target, request.getId(), fromStruct(request.getProperties()), fromStruct(request.getInputs()));
      const response = new messages.ReadResponse();
      return found ? response.setId(found.id).setProperties(toStruct(found.state)).setInputs(toStruct(found.inputs)) : response;
    }),
    update: unary(async (request: messages.UpdateRequest) => {
      const target = { token: typeOf(request), preview: request.getPreview(), timeout: request.getTimeout() };
      const state = await engine.update(target, request.getId(), fromStruct(request.getOlds()), fromStruct(request.getNews()));
      return new messages.UpdateResponse().setProperties(toStruct(state));
    }),
    delete: unary(async (request: messages.DeleteRequest) => {
      const target = { token: typeOf(request), preview: false, timeout: request.getTimeout() };
      await engine.delete(target, request.getId(), fromStruct(request.getProperties()));
      return new Empty();
    }),
  };
}

interface Addressed {
  getUrn(): string;
  getType(): string;
  getName(): string;
}

/** `urn:pulumi:<stack>::<project>::<parent types>$<type>::<name>`; older engines send only this. */
function urnParts(request: Addressed): { type: string; name: string } {
  const [, , types = "", ...name] = request.getUrn().split("::");
  return { type: types.split("$").at(-1) ?? "", name: name.join("::") };
}

function typeOf(request: Addressed): string {
  return request.getType() || urnParts(request).type;
}

function nameOf(request: Addressed): string {
  return request.getName() || urnParts(request).name;
}

function checked({ inputs, failures }: { inputs: ValueMap; failures: readonly string[] }): messages.CheckResponse {
  const response = new messages.CheckResponse().setInputs(toStruct(inputs));
  // The path is in the reason: if a property is set, the engine also prints its whole value.
  for (const reason of failures) response.addFailures(new messages.CheckFailure().setReason(reason));
  return response;
}

function differences(changes: Changes): messages.DiffResponse {
  const { DiffChanges } = messages.DiffResponse;
  const response = new messages.DiffResponse().setHasdetaileddiff(true);
  response.setChanges(changes.size > 0 ? DiffChanges.DIFF_SOME : DiffChanges.DIFF_NONE);
  const top = (path: string) => /^[^.[]+/.exec(path)?.[0] ?? path;
  for (const [path, change] of changes) response.getDetaileddiffMap().set(path, propertyDiff(change));
  response.setDiffsList([...new Set([...changes.keys()].map(top))]);
  response.setReplacesList([...new Set([...changes].filter(([, change]) => change.replace).map(([path]) => top(path)))]);
  return response;
}

function propertyDiff({ kind, replace, inInputs }: Change): messages.PropertyDiff {
  const { Kind } = messages.PropertyDiff;
  const kinds = {
    add: replace ? Kind.ADD_REPLACE : Kind.ADD,
    delete: replace ? Kind.DELETE_REPLACE : Kind.DELETE,
    update: replace ? Kind.UPDATE_REPLACE : Kind.UPDATE,
  };
  return new messages.PropertyDiff().setKind(kinds[kind]).setInputdiff(inInputs);
}
