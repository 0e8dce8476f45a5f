import { Metadata, status, type StatusObject } from "@grpc/grpc-js";
import { InputPropertiesError } from "@pulumi/pulumi/proto/errors_pb";
import type { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import type { Message } from "google-protobuf";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { RefusedInputs } from "../refusal";
import { messageOf } from "../../shared/message";

/** Tells the engine that a resource is there, but not as a whole. */
export class PartlyMade extends Error {
  constructor(readonly details: ErrorResourceInitFailed) {
    super(details.getReasonsList().join("; "));
  }
}

/** The gRPC status that reports an error to the engine. */
export function toStatus(error: unknown): Partial<StatusObject> {
  if (error instanceof RefusedInputs) return refused(error);
  if (error instanceof PartlyMade) return detailed(status.UNKNOWN, error.message, error.details, "ErrorResourceInitFailed");
  return { code: status.UNKNOWN, details: messageOf(error) };
}

function refused({ message, faults }: RefusedInputs): Partial<StatusObject> {
  const details = new InputPropertiesError();
  for (const { path, reason } of faults) details.addErrors(new InputPropertiesError.PropertyError().setPropertyPath(path).setReason(reason));
  return detailed(status.INVALID_ARGUMENT, message, details, "InputPropertiesError");
}

function detailed(code: status, message: string, details: Message, type: string): Partial<StatusObject> {
  const packed = new Any();
  packed.pack(details.serializeBinary(), `pulumirpc.${type}`);
  const metadata = new Metadata();
  // grpc-go reads the details of an error here.
  metadata.add("grpc-status-details-bin", Buffer.from(new Status().setCode(code).setMessage(message).setDetailsList([packed]).serializeBinary()));
  return { code, details: message, metadata };
}
