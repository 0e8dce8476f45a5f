import { credentials } from "@grpc/grpc-js";
import { createRequire } from "node:module";
import type * as clients from "@pulumi/pulumi/proto/engine_grpc_pb";
import type * as messages from "@pulumi/pulumi/proto/engine_pb";
import type { Report } from "../../shared/resource-operations";

/** Loads a module when it is asked for: a run without a change has nothing to tell. */
const load = createRequire(__filename);

/** Tells the engine at `address` which step a resource is at: a line beside it that the next one replaces, and gone when it is done. */
export function engineLog(address: string): (urn: string) => Report {
  let client: clients.EngineClient | undefined;
  return (urn) => (step) => {
    const { EngineClient } = load("@pulumi/pulumi/proto/engine_grpc_pb") as typeof clients;
    const { LogRequest, LogSeverity } = load("@pulumi/pulumi/proto/engine_pb") as typeof messages;
    client ??= new EngineClient(address, credentials.createInsecure());
    // It is for the user's eyes alone: an engine that does not take it is not waited for.
    client.log(new LogRequest().setSeverity(LogSeverity.INFO).setMessage(step).setUrn(urn).setEphemeral(true), () => undefined);
  };
}
