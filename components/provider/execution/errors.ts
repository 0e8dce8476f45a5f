import { Metadata, status, type StatusObject } from "@grpc/grpc-js";
import { InputPropertiesError } from "@pulumi/pulumi/proto/errors_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { RefusedInputs } from "../refusal";

/** The gRPC status that reports an error to the engine. */
export function toStatus(error: unknown): Partial<StatusObject> {
  if (error instanceof RefusedInputs) return refused(error);
  return { code: status.UNKNOWN, details: error instanceof Error ? error.message : String(error) };
}

function refused({ message, faults }: RefusedInputs): Partial<StatusObject> {
  const details = new InputPropertiesError();
  for (const { path, reason } of faults) details.addErrors(new InputPropertiesError.PropertyError().setPropertyPath(path).setReason(reason));
  const packed = new Any();
  packed.pack(details.serializeBinary(), "pulumirpc.InputPropertiesError");
  const metadata = new Metadata();
  // grpc-go reads the details of an error here.
  metadata.add(
    "grpc-status-details-bin",
    Buffer.from(new Status().setCode(status.INVALID_ARGUMENT).setMessage(message).setDetailsList([packed]).serializeBinary()),
  );
  return { code: status.INVALID_ARGUMENT, details: message, metadata };
}
