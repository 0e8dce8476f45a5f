import { credentials, type Metadata, type ServiceError } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Secret, unknown, type ValueMap } from "../../../../localcloud/providers/contract/value";
import { digitalocean } from "../../../../localcloud/providers/digitalocean/definition";
import { Engine } from "../../../../localcloud/providers/engine";
import { serve, type Service } from "../../../../localcloud/providers/rpc/server";
import { fromStruct, toStruct } from "../../../../localcloud/providers/rpc/struct";
import { detailOf } from "../../../support/provider";
import { FakeDigitalOcean } from "./digitalocean/fake-digitalocean";

const urn = "urn:pulumi:dev::project::digitalocean:index/droplet:Droplet::web";
const program = { image: "debian-12-x64", size: "s-1vcpu-1gb", region: "fra1", userData: new Secret("canary") };

let api: FakeDigitalOcean;
let service: Service;
let client: ResourceProviderClient;
beforeEach(async () => {
  api = new FakeDigitalOcean();
  const engine = new Engine(digitalocean, { DIGITALOCEAN_API_URL: await api.start() });
  service = await serve(engine, "4.80.1");
  client = new ResourceProviderClient(`127.0.0.1:${service.port}`, credentials.createInsecure());
  await call<messages.ConfigureResponse>("configure", new messages.ConfigureRequest().setArgs(toStruct({ token: new Secret("t"), version: "4.80.1" })));
});
afterEach(async () => {
  client.close();
  service.close();
  await api.stop();
});

function call<Response>(method: string, request: object): Promise<Response> {
  const methods = client as unknown as Record<string, (request: object, callback: (error: ServiceError | null, response: Response) => void) => void>;
  return new Promise((resolve, reject) => methods[method]!.call(client, request, (error, response) => (error ? reject(error) : resolve(response))));
}

const check = (inputs: ValueMap) =>
  call<messages.CheckResponse>(
    "check",
    new messages.CheckRequest()
      .setUrn(urn)
      .setNews(toStruct(inputs))
      .setRandomseed(new Uint8Array([1])),
  );

describe("the engine's protocol", () => {
  it("carries secrets and unknown values both ways", () => {
    const values: ValueMap = { a: new Secret("s"), b: unknown, c: [1, null, true, { d: new Secret([unknown]) }] };
    expect(fromStruct(toStruct(values))).toEqual(values);
  });

  it("announces secrets, previews and automatic names", async () => {
    const handshake = await call<messages.ProviderHandshakeResponse>("handshake", new messages.ProviderHandshakeRequest());
    expect([handshake.getAcceptSecrets(), handshake.getSupportsAutonamingConfiguration()]).toEqual([true, true]);
    expect((await call<{ getVersion(): string }>("getPluginInfo", new Empty())).getVersion()).toBe("4.80.1");
  });

  it("checks, previews and creates", async () => {
    const inputs = fromStruct((await check(program)).getInputs());
    expect(inputs).toMatchObject({ ...program, name: expect.stringMatching(/^web-[0-9a-f]{7}$/) as string });
    const create = new messages.CreateRequest().setUrn(urn).setProperties(toStruct(inputs));
    const preview = await call<messages.CreateResponse>("create", create.setPreview(true));
    expect(fromStruct(preview.getProperties())).toMatchObject({ ipv4Address: unknown, image: "debian-12-x64" });
    const created = await call<messages.CreateResponse>("create", create.setPreview(false));
    expect(fromStruct(created.getProperties())).toMatchObject({ ipv4Address: "198.51.100.2", userData: expect.any(Secret) as Secret });
  });

  it("reports every fault of a check, each with its path and none with a value", async () => {
    const reasons = (await check({ size: 7, userData: new Secret("canary"), sise: "canary" })).getFailuresList().map((failure) => failure.getReason());
    expect(reasons).toHaveLength(2);
    expect(reasons.join()).toMatch(/'web\.sise'.*'web\.image'/);
    expect(reasons.join()).not.toContain("canary");
  });

  it("shows each property that changes, and which call for a replacement", async () => {
    const old = { image: "debian-12-x64", size: "s-1vcpu-1gb", name: "web", tags: ["a"] };
    const request = new messages.DiffRequest()
      .setId("1")
      .setUrn(urn)
      .setOldInputs(toStruct(old))
      .setOlds(toStruct(old))
      .setNews(toStruct({ ...old, size: "other", tags: ["b"], image: unknown }));
    const response = await call<messages.DiffResponse>("diff", request);
    const kinds: Record<string, number> = {};
    response.getDetaileddiffMap().forEach((difference, path) => (kinds[path] = difference.getKind()));
    const { Kind } = messages.PropertyDiff;
    expect(kinds).toEqual({ size: Kind.UPDATE, "tags[0]": Kind.UPDATE, image: Kind.UPDATE_REPLACE });
    expect(response.getReplacesList()).toEqual(["image"]);
    expect(response.getHasdetaileddiff()).toBe(true);
  });

  it("tells the engine to keep a resource that exists but is not ready", async () => {
    api.interfere = ({ method }, response) => method === "GET" && Boolean(response.writeHead(403).end("{}"));
    const create = new messages.CreateRequest().setUrn(urn).setProperties((await check(program)).getInputs());
    const error = await call("create", create).catch((reason: unknown) => reason as ServiceError & { metadata: Metadata });
    const detail = detailOf((error as ServiceError).metadata)!.unpack(
      (bytes) => messages.ErrorResourceInitFailed.deserializeBinary(bytes),
      "pulumirpc.ErrorResourceInitFailed",
    )!;
    expect(detail.getId()).toBe("100");
    expect(detail.getReasonsList()).toEqual([expect.stringContaining("exists, but is not active yet")]);
    expect(fromStruct(detail.getProperties())).toMatchObject({ status: "new", userData: expect.any(Secret) as Secret });
  });

  it("says that nothing was done when the API refuses", async () => {
    api.interfere = (_asked, response) => Boolean(response.writeHead(422).end(JSON.stringify({ message: "no" })));
    const create = new messages.CreateRequest().setUrn(urn).setProperties((await check(program)).getInputs());
    await expect(call("create", create)).rejects.toMatchObject({ code: 9, details: "DigitalOcean refuses POST /v2/droplets with status 422: no" });
  });

  it("ends what waits when the engine cancels", async () => {
    api.boots = Infinity;
    const create = new messages.CreateRequest().setUrn(urn).setProperties((await check(program)).getInputs());
    const creating = call("create", create).catch((reason: unknown) => reason);
    setTimeout(() => void call("cancel", new Empty()), 100);
    expect(String(await creating)).toContain("exists, but is not active yet");
  });

  it("answers an empty id for a resource that is gone", async () => {
    const read = await call<messages.ReadResponse>("read", new messages.ReadRequest().setId("7").setUrn(urn));
    expect(read.getId()).toBe("");
  });
});
