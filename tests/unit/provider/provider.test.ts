import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { status, type ServiceError } from "@grpc/grpc-js";
import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import { InputPropertiesError } from "@pulumi/pulumi/proto/errors_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import * as v from "valibot";
import type { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { engineLog } from "../../../components/provider/execution/engine-log";
import { operationsOf } from "../../../components/provider/execution/operations";
import { serve, type Service } from "../../../components/provider/execution/serve";
import type { AnyOperations } from "../../../components/provider/plan";
import { RefusedInputs } from "../../../components/provider/refusal";
import { secret, unknown, type Properties } from "../../../components/provider/value";
import { onCancel } from "../../../components/shared/execution/cancellation";
import { importedBy } from "../../../components/shared/importing";
import { secret as secretText } from "../../../components/shared/validation";
import { tell } from "../../../components/shared/execution/tell";
import { version } from "../../../package.json";
import { Caller, listeningEngine } from "../../support/provider";

const type = "tlsup:index:Disk";
const urn = `urn:pulumi:dev::site::tlsup:index:Vps$${type}::data`;

/** What was carried out, and with what. */
const done: [string, unknown][] = [];

const disk: AnyOperations = {
  rules: {
    size: v.pipe(v.number(), v.minValue(-1, "must be at least -1")),
    region: v.string(),
    password: secretText(v.pipe(v.string(), v.maxLength(9, "must be short"))),
    tags: v.record(v.string(), v.pipe(v.string(), v.maxLength(9, "must be short"))),
    content: v.optional(v.string()),
  },
  secrets: ["password", "key"],
  replacedBy: ["region"],
  computed: ["key", "address"],
  keeps: (olds, news) => (olds.size === news.size ? ["address"] : []),
  create: (inputs, report) => {
    if (inputs.size === -1) throw new Error("Cannot make a disk as its size must be positive: “ünï” 100 %\nsecond line");
    done.push(["create", inputs]);
    report?.("uploading");
    return Promise.resolve({ id: "7", outs: { ...inputs, key: "k", address: "a" } });
  },
  diff: (_id, olds, news) => {
    const hasMoved = olds.address === "found";
    return { changes: olds.size !== news.size || hasMoved, replaces: olds.region === news.region ? [] : ["region"], ...(hasMoved && { because: ["address"] }) };
  },
  update: (id, olds, news) => {
    done.push(["update", { id, olds, news }]);
    return Promise.resolve({ outs: { ...news, key: "k2", address: "a" } });
  },
  read: (id, known) =>
    Promise.resolve({ id: known.size === 0 ? "" : id, props: { ...known, address: "elsewhere" }, inputs: { size: known.size ?? 0, tags: known.tags ?? {} } }),
  importing: importedBy<Properties, Properties, string, string>(["region"], ["size"], (id, given) =>
    Promise.resolve({ id: id === "gone" ? "" : id, props: { ...given, key: "k" }, inputs: { ...given, password: "p" } }),
  ),
  delete: (id, known) => {
    if (known.size === 9) tell("data: warning: it was not empty");
    done.push(["delete", { id, known }]);
    return Promise.resolve();
  },
};

const construct = (request: messages.ConstructRequest): Promise<messages.ConstructResponse> =>
  Promise.reject(
    request.getName() === "blog"
      ? new RefusedInputs("the configuration has faults", [
          { path: "host.region", reason: "must be near" },
          { path: "", reason: "domain must be known" },
        ])
      : new Error("no engine"),
  );

let service: Service;
let engine: Awaited<ReturnType<typeof listeningEngine>>;
let provider: Caller;
let heard: (request: LogRequest.AsObject) => void = () => undefined;

beforeAll(async () => {
  engine = await listeningEngine((request) => heard(request));
  service = await serve({ operationsOf: (wanted) => (wanted === type ? disk : operationsOf(wanted)), log: engineLog(engine.address), construct });
  provider = new Caller(service.port);
});
beforeEach(() => void done.splice(0));
afterAll(() => {
  provider.close();
  service.close();
  engine.close();
});

const struct = (properties: Properties): Struct => Struct.fromJavaScript(properties as Record<string, JavaScriptValue>);
const plain = (properties: Struct | undefined) => properties?.toJavaScript();
const inputs: Properties = { size: 2, region: "fra1", password: secret("p"), tags: { open: "o", hidden: secret("h") } };
const revealed = { size: 2, region: "fra1", password: "p", tags: { open: "o", hidden: "h" } };

describe("the package", () => {
  test("tells its version, and that it takes secrets and previews", async () => {
    expect((await provider.call<PluginInfo>("getPluginInfo", new Empty())).getVersion()).toBe(version);
    expect((await provider.call<messages.ProviderHandshakeResponse>("handshake", new messages.ProviderHandshakeRequest())).getAcceptSecrets()).toBe(true);
    expect((await provider.call<messages.ConfigureResponse>("configure", new messages.ConfigureRequest())).toObject()).toMatchObject({
      acceptsecrets: true,
      supportspreview: true,
    });
  });

  test("keeps nothing of a program's configuration that has its name, and no change of it is one", async () => {
    const request = new messages.CheckRequest().setNews(struct({ version, site: secret({ domain: "blog.example.com" }) }));
    expect(plain((await provider.call<messages.CheckResponse>("checkConfig", request)).getInputs())).toEqual({ version });
    expect((await provider.call<messages.DiffResponse>("diffConfig", new messages.DiffRequest())).getChanges()).toBe(
      messages.DiffResponse.DiffChanges.DIFF_NONE,
    );
  });

  test("refuses what it does not have", async () => {
    await expect(provider.call("invoke", new messages.InvokeRequest())).rejects.toMatchObject({ code: status.UNIMPLEMENTED });
    await expect(provider.call("check", new messages.CheckRequest().setType("tlsup:index:Novelty"))).rejects.toMatchObject({
      details: expect.stringMatching(/^Cannot manage a resource of the type tlsup:index:Novelty as tlsup must have it: this version has tlsup:index:Release, /),
    });
  });

  test("passes on that the engine asks to end", async () => {
    let asked = 0;
    const forget = onCancel(() => (asked += 1));
    await provider.call("cancel", new Empty());
    forget();
    expect(asked).toBe(1);
  });
});

describe("a component", () => {
  const refused = (name: string) =>
    provider
      .call("construct", new messages.ConstructRequest().setType("tlsup:index:HttpsSite").setName(name))
      .then(undefined, (error: ServiceError) => error) as Promise<ServiceError>;

  test("is refused with every fault, each with its property", async () => {
    const { code, details, metadata } = await refused("blog");
    expect([code, details]).toEqual([status.INVALID_ARGUMENT, "the configuration has faults"]);
    const [packed] = metadata.get("grpc-status-details-bin") as [Buffer];
    const [detail] = Status.deserializeBinary(packed).getDetailsList();
    expect(detail?.unpack(InputPropertiesError.deserializeBinary, "pulumirpc.InputPropertiesError")?.toObject().errorsList).toEqual([
      { propertyPath: "host.region", reason: "must be near" },
      { propertyPath: "", reason: "domain must be known" },
    ]);
  });

  test("that fails otherwise says why", async () => {
    expect(await refused("other")).toMatchObject({ code: status.UNKNOWN, details: "no engine" });
  });
});

describe("a check", () => {
  test("marks what nobody may read, and leaves the rest as it is", async () => {
    const response = await provider.call<messages.CheckResponse>(
      "check",
      new messages.CheckRequest().setUrn(urn).setNews(struct({ ...inputs, password: "p" })),
    );
    expect(plain(response.getInputs())).toEqual(inputs);
    expect(response.getFailuresList()).toEqual([]);
  });

  test.each<[string, Properties, [string, string][]]>([
    [
      "all faults at once",
      { size: -2, region: 1, extra: "x" },
      [
        ["size", "must be at least -1: current value is -2"],
        ["region", "must be of type string: current value is 1"],
        ["password (its value is not shown)", "is required"],
        ["tags", "is required"],
        ["extra", "is not a setting. Remove it, or correct its spelling"],
      ],
    ],
    ["nothing of what is not known yet", { ...inputs, size: unknown, tags: { a: unknown } }, []],
    [
      "no secret, marked or not",
      { ...inputs, password: "much too long", tags: { hidden: secret("much too long as well") } },
      [
        ["password (its value is not shown)", "must be short: its value is secret, and not shown"],
        ["tags (its value is not shown)", "must be short: its value is secret, and not shown"],
      ],
    ],
  ])("tells %s", async (_what, news, expected) => {
    const response = await provider.call<messages.CheckResponse>("check", new messages.CheckRequest().setUrn(urn).setNews(struct(news)));
    expect(response.getFailuresList().map((failure) => [failure.getProperty(), failure.getReason()])).toEqual(expected);
  });
});

describe("a difference", () => {
  const diff = async (olds: Properties, news: Properties) =>
    (
      await provider.call<messages.DiffResponse>("diff", new messages.DiffRequest().setUrn(urn).setId("7").setOlds(struct(olds)).setNews(struct(news)))
    ).toObject();

  const { ADD, UPDATE, UPDATE_REPLACE } = messages.PropertyDiff.Kind;

  test.each<[string, Properties, Record<string, number>]>([
    ["nothing", {}, {}],
    ["a property", { size: 3 }, { size: UPDATE }],
    ["one that is new, deep in another", { size: 3, tags: { open: "o", hidden: secret("h"), more: "m" } }, { size: UPDATE, "tags.more": ADD }],
    ["one that replaces", { size: 3, region: "nyc3" }, { size: UPDATE, region: UPDATE_REPLACE }],
    ["an unknown property", { size: unknown }, { size: UPDATE }],
    ["an unknown one that replaces", { region: unknown }, { region: UPDATE_REPLACE }],
    ["an unknown one beside one that replaces", { size: unknown, region: "nyc3" }, { size: UPDATE, region: UPDATE_REPLACE }],
    ["something unknown deep in a secret", { tags: { open: "o", hidden: secret(unknown) } }, { "tags.hidden": UPDATE }],
  ])("by %s", async (_what, changes, expected) => {
    const { detaileddiffMap, diffsList, replacesList, ...response } = await diff({ ...inputs, key: "k" }, { ...inputs, ...changes });
    expect(Object.fromEntries(detaileddiffMap.map(([path, { kind }]) => [path, kind]))).toEqual(expected);
    expect([response.changes, response.hasdetaileddiff]).toEqual([Object.keys(expected).length > 0 ? 2 : 1, true]);
    expect([new Set(diffsList), replacesList]).toEqual([new Set(Object.keys(changes)), expected.region === UPDATE_REPLACE ? ["region"] : []]);
  });

  test("that was found, and not made by the program, is told by what it was found in", async () => {
    const { changes, detaileddiffMap, diffsList } = await diff({ ...inputs, address: "found" }, inputs);
    expect([changes, diffsList, detaileddiffMap.map(([path]) => path)]).toEqual([2, ["address"], ["address"]]);
  });
});

describe("a resource that is made", () => {
  const create = async (request: messages.CreateRequest) => provider.call<messages.CreateResponse>("create", request.setUrn(urn));

  test("is made of plain values, and what is secret of it is marked", async () => {
    const response = await create(new messages.CreateRequest().setProperties(struct(inputs)));
    expect(done).toEqual([["create", revealed]]);
    expect(response.getId()).toBe("7");
    expect(plain(response.getProperties())).toEqual({ ...inputs, key: secret("k"), address: "a" });
  });

  test("is not made in a preview: what it will have is unknown", async () => {
    const response = await create(new messages.CreateRequest().setPreview(true).setProperties(struct({ ...inputs, size: unknown })));
    expect(done).toEqual([]);
    expect(response.getId()).toBe("");
    expect(plain(response.getProperties())).toEqual({ ...inputs, size: unknown, key: secret(unknown), address: unknown });
  });

  test("tells the engine which step it is at, as a line that the next one replaces", async () => {
    const told = new Promise<LogRequest.AsObject>((resolve) => (heard = resolve));
    await create(new messages.CreateRequest().setProperties(struct(inputs)));
    expect(await told).toEqual({ severity: 1, message: "uploading", urn, streamid: 0, ephemeral: true });
  });

  test("carries a property of more megabytes than gRPC usually takes, as a site's files are", async () => {
    const content = "é".repeat(2_200_000);
    expect(plain((await create(new messages.CreateRequest().setProperties(struct({ ...inputs, content })))).getProperties())).toMatchObject({ content });
  });

  test("fails with the reason as it was written", async () => {
    await expect(create(new messages.CreateRequest().setProperties(struct({ ...inputs, size: -1 })))).rejects.toMatchObject({
      details: "Cannot make a disk as its size must be positive: “ünï” 100 %\nsecond line",
    });
  });
});

describe("a resource that exists", () => {
  const state: Properties = { ...inputs, key: secret("k"), address: "a" };
  const update = (news: Properties, preview: boolean) =>
    provider.call<messages.UpdateResponse>(
      "update",
      new messages.UpdateRequest().setUrn(urn).setId("7").setOlds(struct(state)).setNews(struct(news)).setPreview(preview),
    );

  test("is updated with plain values, and what is secret of it is marked", async () => {
    const response = await update({ ...inputs, size: 3, tags: { open: secret("o"), hidden: "h" } }, false);
    expect(done).toEqual([["update", { id: "7", olds: { ...revealed, key: "k", address: "a" }, news: { ...revealed, size: 3 } }]]);
    expect(plain(response.getProperties())).toEqual({
      size: 3,
      region: "fra1",
      password: secret("p"),
      tags: { open: secret("o"), hidden: "h" },
      key: secret("k2"),
      address: "a",
    });
  });

  test.each<[string, Properties, Properties]>([
    ["is kept", { password: secret("q") }, { key: secret(unknown), address: "a" }],
    ["will change", { size: 3 }, { key: secret(unknown), address: unknown }],
    ["may change", { password: secret(unknown) }, { key: secret(unknown), address: unknown }],
  ])("is not updated in a preview, which knows what %s", async (_what, changes, computed) => {
    const response = await update({ ...inputs, ...changes }, true);
    expect(done).toEqual([]);
    expect(plain(response.getProperties())).toEqual({ ...inputs, ...changes, ...computed });
  });

  test("is read with its secrets marked, or told to be gone", async () => {
    const read = (known: Properties) =>
      provider.call<messages.ReadResponse>("read", new messages.ReadRequest().setUrn(urn).setId("7").setProperties(struct(known)).setInputs(struct(inputs)));
    const response = await read(state);
    expect([response.getId(), plain(response.getProperties()), plain(response.getInputs())]).toEqual([
      "7",
      { ...state, address: "elsewhere" },
      { size: 2, tags: inputs.tags },
    ]);
    expect((await read({ ...state, size: 0 })).toObject()).toMatchObject({ id: "", properties: undefined, inputs: undefined });
  });

  test("is found by its id and by what is given of it when the stack has not made it, or told to be gone", async () => {
    const file = join(mkdtempSync(join(tmpdir(), "tlsup-import-")), "import.json");
    writeFileSync(file, JSON.stringify({ data: { region: "fra1", size: 2 }, gone: { region: "fra1" }, bad: { size: -2 } }));
    const find = (id: string) => provider.call<messages.ReadResponse>("read", new messages.ReadRequest().setUrn(urn).setId(id));
    process.env.TLSUP_IMPORT = file;
    try {
      const response = await find("data");
      expect([response.getId(), plain(response.getProperties()), plain(response.getInputs())]).toEqual([
        "data",
        { region: "fra1", size: 2, key: secret("k") },
        { region: "fra1", size: 2, password: secret("p") },
      ]);
      expect((await find("gone")).toObject()).toMatchObject({ id: "", properties: undefined, inputs: undefined });
      await expect(find("bad")).rejects.toMatchObject({
        details: expect.stringMatching(/2 faults; nothing has been imported:[^]*\.size: must be[^]*\.region: is/),
      });
    } finally {
      delete process.env.TLSUP_IMPORT;
    }
  });

  test("is refused in words when its kind cannot be imported", async () => {
    const request = new messages.ReadRequest().setUrn("urn:pulumi:dev::site::tlsup:index:OriginCaOrder::order").setId("7");
    await expect(provider.call("read", request)).rejects.toMatchObject({
      details: expect.stringMatching(/^Cannot import 7 as a tlsup:index:OriginCaOrder: an order is nothing at Cloudflare/),
    });
  });

  test("is deleted with plain values", async () => {
    await provider.call("delete", new messages.DeleteRequest().setUrn(urn).setId("7").setProperties(struct(state)));
    expect(done).toEqual([["delete", { id: "7", known: { ...revealed, key: "k", address: "a" } }]]);
  });

  test("is heard beside it, whatever its operations tell, and that stays", async () => {
    const told = new Promise<LogRequest.AsObject>((resolve) => (heard = resolve));
    await provider.call(
      "delete",
      new messages.DeleteRequest()
        .setUrn(urn)
        .setId("7")
        .setProperties(struct({ ...state, size: 9 })),
    );
    expect(await told).toEqual({ severity: 2, message: "data: warning: it was not empty", urn, streamid: 0, ephemeral: false });
  });
});
