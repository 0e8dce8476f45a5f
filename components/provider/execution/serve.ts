import { Server, ServerCredentials, status, type sendUnaryData, type ServerUnaryCall } from "@grpc/grpc-js";
import type { ConstructRequest, ConstructResponse } from "@pulumi/pulumi/proto/provider_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { toStatus } from "./errors";
import { packageAnswers } from "./package";
import { resources, type Surroundings } from "./resources";

/** A provider that is listening for the engine. */
export interface Service {
  readonly port: number;
  /** Whether the engine is waiting for an answer. */
  isAtWork(): boolean;
  close(): void;
}

/** Makes components. */
export interface Components {
  readonly construct: (request: ConstructRequest) => Promise<ConstructResponse>;
}

/**
 * Serves the provider to the engine on a free port of the loopback interface. It implements the protocol itself:
 * `@pulumi/pulumi/provider` loads the whole SDK first, and supports neither previews nor detailed differences.
 */
export function serve(surroundings: Surroundings & Components): Promise<Service> {
  let atWork = 0;
  const unary =
    <Request, Response>(answer: (request: Request) => Response | Promise<Response>): Method<Request, Response> =>
    async (call, callback) => {
      atWork += 1;
      try {
        callback(null, await answer(call.request));
      } catch (error) {
        callback(toStatus(error));
      } finally {
        atWork -= 1;
      }
    };
  const { check, diff, create, read, update, delete: remove } = resources(surroundings);
  const { handshake, getPluginInfo, getSchema, checkConfig, diffConfig, configure, cancel } = packageAnswers;
  // A release is sent with all its files in one message.
  const server = new Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
  server.addService(ResourceProviderService, {
    handshake: unary(handshake),
    getPluginInfo: unary(getPluginInfo),
    getSchema: unary(getSchema),
    checkConfig: unary(checkConfig),
    diffConfig: unary(diffConfig),
    configure: unary(configure),
    cancel: unary(cancel),
    check: unary(check),
    diff: unary(diff),
    create: unary(create),
    read: unary(read),
    update: unary(update),
    delete: unary(remove),
    construct: unary(surroundings.construct),
    invoke: unimplemented("Invoke"),
    call: unimplemented("Call"),
    list: unimplemented("List"),
    parameterize: unimplemented("Parameterize"),
    attach: unimplemented("Attach"),
    getMapping: unimplemented("GetMapping"),
    getMappings: unimplemented("GetMappings"),
  });
  return new Promise((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
      if (error) reject(error);
      else resolve({ port, isAtWork: () => atWork > 0, close: () => server.forceShutdown() });
    });
  });
}

type Method<Request, Response> = (call: ServerUnaryCall<Request, Response>, callback: sendUnaryData<Response>) => void;

function unimplemented(name: string): Method<unknown, never> {
  return (_call, callback) => callback({ code: status.UNIMPLEMENTED, details: `${name} is not part of this provider` });
}
