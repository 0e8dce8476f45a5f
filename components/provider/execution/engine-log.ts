import { credentials } from "@grpc/grpc-js";
import { createRequire } from "node:module";
import type * as clients from "@pulumi/pulumi/proto/engine_grpc_pb";
import type * as messages from "@pulumi/pulumi/proto/engine_pb";
import type { ResourceLog } from "./resources";

/** Loads a module when it is asked for: a run without a change has nothing to tell. */
const load = createRequire(__filename);

/** Where the engine at `address` shows what a resource is at: beside it, and gone when it is done. What it is told to say stays. */
export function engineLog(address: string): (urn: string) => ResourceLog {
  let client: clients.EngineClient | undefined;
  const log = (urn: string, text: string, isEphemeral: boolean): void => {
    const { EngineClient } = load("@pulumi/pulumi/proto/engine_grpc_pb") as typeof clients;
    const { LogRequest, LogSeverity } = load("@pulumi/pulumi/proto/engine_pb") as typeof messages;
    client ??= new EngineClient(address, credentials.createInsecure());
    const severity = /\bwarning: /.test(text) ? LogSeverity.WARNING : LogSeverity.INFO;
    // It is for the user's eyes alone: an engine that does not take it is not waited for.
    client.log(new LogRequest().setSeverity(severity).setMessage(text).setUrn(urn).setEphemeral(isEphemeral), () => undefined);
  };
  return (urn) => ({ step: (text) => log(urn, text, true), note: (text) => log(urn, text, false) });
}
