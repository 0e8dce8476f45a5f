// A separate module, so that a run without changes, which sends no messages, does not load gRPC's client.
import { credentials } from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";

export interface Message {
  readonly urn: string;
  readonly text: string;
  /** Shown beside the resource until the next one. */
  readonly isEphemeral: boolean;
}

/** Sends messages to the engine at `address`. Each resolves once the engine has it or cannot be reached: a message that is lost must not fail a run. */
export function engineClient(address: string): (message: Message) => Promise<void> {
  const client = new EngineClient(address, credentials.createInsecure());
  return ({ urn, text, isEphemeral }) => {
    // The engine puts the word before a warning itself.
    const message = text.replace(/\bwarning: /, "");
    const severity = message === text ? LogSeverity.INFO : LogSeverity.WARNING;
    const request = new LogRequest().setSeverity(severity).setMessage(message).setUrn(urn).setEphemeral(isEphemeral);
    return new Promise((resolve) => client.log(request, () => resolve()));
  };
}
