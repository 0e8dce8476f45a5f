import {
  credentials,
  Server,
  ServerCredentials,
  type Metadata,
  type sendUnaryData,
  type ServerUnaryCall,
  type ServiceDefinition,
  type ServiceError,
} from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import type { Any } from "google-protobuf/google/protobuf/any_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";

/** A method of the protocol with one request and one response. */
export type Method =
  | "handshake"
  | "getPluginInfo"
  | "getSchema"
  | "checkConfig"
  | "diffConfig"
  | "configure"
  | "check"
  | "diff"
  | "create"
  | "read"
  | "update"
  | "delete"
  | "cancel"
  | "construct"
  | "invoke";

/** Calls a provider like the engine, over its own channel. Rejects with the status of the call. */
export class Caller {
  readonly #client: ResourceProviderClient;

  constructor(port: number | string) {
    this.#client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure(), { "grpc.max_receive_message_length": -1 });
  }

  call<Response>(name: Method, request: unknown): Promise<Response> {
    const method = this.#client[name].bind(this.#client) as unknown as (
      request: unknown,
      callback: (error: ServiceError | null, response: Response) => void,
    ) => void;
    return new Promise((resolve, reject) => method(request, (error, response) => (error ? reject(error) : resolve(response))));
  }

  close(): void {
    this.#client.close();
  }
}

/** The detail of a failed call's status, as grpc-go reads it. */
export function detailOf(metadata: Metadata | undefined): Any | undefined {
  const [packed] = metadata?.get("grpc-status-details-bin") ?? [];
  return Status.deserializeBinary(new Uint8Array(packed as Buffer)).getDetailsList()[0];
}

/** The part of an engine that receives a provider's log messages, which the user sees; passes them to `heard`. */
export async function listeningEngine(heard: (request: LogRequest.AsObject) => void): Promise<{ readonly address: string; close(): void }> {
  const engine = new Server();
  engine.addService(EngineService as unknown as ServiceDefinition, {
    log({ request }: ServerUnaryCall<LogRequest, Empty>, respond: sendUnaryData<Empty>): void {
      heard(request.toObject());
      respond(null, new Empty());
    },
  });
  const port = await new Promise<number>((resolve, reject) =>
    engine.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) => (error ? reject(error) : resolve(bound))),
  );
  return { address: `127.0.0.1:${port}`, close: () => engine.forceShutdown() };
}
