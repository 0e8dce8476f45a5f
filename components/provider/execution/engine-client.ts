// A module of its own, as a run without a change has nothing to tell and does not load it.
import { credentials } from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";

export interface Message {
  readonly urn: string;
  readonly text: string;
  /** Shown beside the resource until the next one. */
  readonly isEphemeral: boolean;
}

/** Sends messages to the engine at `address`. Each is resolved when the engine has it, or cannot be told: they are for the user's eyes alone. */
export function engineClient(address: string): (message: Message) => Promise<void> {
  const client = new EngineClient(address, credentials.createInsecure());
  return ({ urn, text, isEphemeral }) => {
    const severity = /\bwarning: /.test(text) ? LogSeverity.WARNING : LogSeverity.INFO;
    const request = new LogRequest().setSeverity(severity).setMessage(text).setUrn(urn).setEphemeral(isEphemeral);
    return new Promise((resolve) => client.log(request, () => resolve()));
  };
}
