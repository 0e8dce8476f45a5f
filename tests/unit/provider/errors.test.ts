import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { PartlyMade, toStatus } from "../../../components/provider/execution/errors";

test("a resource that is there in part is told as grpc-go reads it: with its id, and why it is not whole", () => {
  const details = new ErrorResourceInitFailed().setId("7/blog.example.com").setReasonsList(["the CA does not answer"]);
  const { code, details: message, metadata } = toStatus(new PartlyMade(details));
  const [packed] = metadata?.get("grpc-status-details-bin") ?? [];
  const read = Status.deserializeBinary(packed as Buffer);
  expect([read.getCode(), read.getMessage()]).toEqual([code, message]);
  const [told] = read.getDetailsList();
  expect(told?.getTypeUrl()).toBe("type.googleapis.com/pulumirpc.ErrorResourceInitFailed");
  expect(ErrorResourceInitFailed.deserializeBinary(told?.getValue_asU8() ?? new Uint8Array()).toObject()).toMatchObject({
    id: "7/blog.example.com",
    reasonsList: ["the CA does not answer"],
  });
});

test("any other error is told by its message", () => {
  expect(toStatus(new Error("the host does not answer"))).toEqual({ code: 2, details: "the host does not answer" });
});
