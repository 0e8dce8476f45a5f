import { Metadata, status, type StatusObject } from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { Refusal, NotReady } from "../engine";
import { ApiError } from "../http/api";
import { toStruct } from "./struct";

/**
 * The error in the engine's form. For the engine, Internal, DataLoss and Unknown mean that the resource may exist
 * nevertheless; any other code means that nothing was done.
 */
export function toServiceError(error: unknown): Partial<StatusObject> {
  if (error instanceof NotReady) return notReady(error);
  if (error instanceof Error && error.name === "AbortError") return { code: status.CANCELLED, details: "Cancelled" };
  if (error instanceof Refusal) return { code: status.FAILED_PRECONDITION, details: error.message };
  if (error instanceof ApiError) return { code: codeOf(error.status), details: error.message };
  return { code: status.INTERNAL, details: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

function codeOf(httpStatus: number): status {
  if (httpStatus === 401 || httpStatus === 403) return status.PERMISSION_DENIED;
  if (httpStatus === 404) return status.NOT_FOUND;
  if (httpStatus === 0 || httpStatus === 429 || httpStatus >= 500) return status.UNAVAILABLE;
  return status.FAILED_PRECONDITION;
}

function notReady(error: NotReady): Partial<StatusObject> {
  const detail = new ErrorResourceInitFailed()
    .setId(error.id)
    .setProperties(toStruct(error.state))
    .setInputs(toStruct(error.inputs))
    .setReasonsList([error.message]);
  const packed = new Any();
  packed.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const metadata = new Metadata();
  // grpc-go reads the details of an error here; the code in it must be the call's own.
  const details = new Status().setCode(status.UNKNOWN).setMessage(error.message).setDetailsList([packed]);
  metadata.add("grpc-status-details-bin", Buffer.from(details.serializeBinary()));
  return { code: status.UNKNOWN, details: error.message, metadata };
}
