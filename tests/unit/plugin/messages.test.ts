import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { isMethod, readRequest, type Method } from "../../../components/plugin/messages";

const olds = Struct.fromJavaScript({ old: 1 });
const news = Struct.fromJavaScript({ new: 2 });
const urn = "urn:pulumi:local::site::type::name";
const id = "7";

/** The engine's requests, as Pulumi's own library writes them. */
test.each<[Method, { serializeBinary(): Uint8Array }, object]>([
  ["Check", new messages.CheckRequest().setUrn(urn).setOlds(olds).setNews(news), { id: "", urn, olds: { old: 1 }, news: { new: 2 } }],
  ["Diff", new messages.DiffRequest().setId(id).setUrn(urn).setOlds(olds).setNews(news), { id, urn, olds: { old: 1 }, news: { new: 2 } }],
  ["Create", new messages.CreateRequest().setUrn(urn).setProperties(news), { id: "", urn, olds: {}, news: { new: 2 } }],
  ["Read", new messages.ReadRequest().setId(id).setUrn(urn).setProperties(olds), { id, urn, olds: { old: 1 }, news: {} }],
  ["Update", new messages.UpdateRequest().setId(id).setUrn(urn).setOlds(olds).setNews(news), { id, urn, olds: { old: 1 }, news: { new: 2 } }],
  ["Delete", new messages.DeleteRequest().setId(id).setUrn(urn).setProperties(olds), { id, urn, olds: { old: 1 }, news: {} }],
])("a request to %s is read in all its parts", (method, request, expected) => {
  expect(readRequest(method, Buffer.from(request.serializeBinary()))).toEqual(expected);
});

test("a method is one of those that concern one resource", () => {
  expect(["Check", "Diff", "Create", "Read", "Update", "Delete", "Invoke", "check", "toString"].filter(isMethod)).toEqual(["Check", "Diff", "Create", "Read", "Update", "Delete"]);
});
