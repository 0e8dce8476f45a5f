import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ServiceError } from "@grpc/grpc-js";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { secret, unknown, type Properties } from "../../../../components/provider/value";
import { detailOf } from "../../../support/provider";
import { done, inputs, plain, provider, revealed, struct, told, toldWhile, type, urn } from "./disk";

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
    const line = told();
    await create(new messages.CreateRequest().setProperties(struct(inputs)));
    expect(await line).toEqual({ severity: 1, message: "uploading", urn, streamid: 0, ephemeral: true });
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

  test("tells in a preview what the change will do, before it answers, and in an update nothing", async () => {
    expect(await toldWhile(() => update({ ...inputs, size: 3 }, true))).toEqual(["becomes 3", "was 2"]);
    expect(await toldWhile(() => update({ ...inputs, size: unknown }, true))).toEqual(["becomes of some size", "was 2"]);
    expect(await toldWhile(() => update(inputs, true))).toEqual([]);
    expect(await toldWhile(() => update({ ...inputs, size: 3 }, false))).toEqual([]);
  });

  test("tells in a preview what becomes of one that is replaced, though the request to create the other does not mention it", async () => {
    const news = { ...inputs, size: 5 };
    const check = new messages.CheckRequest().setUrn(urn).setNews(struct(news));
    await provider.call("check", check.setOlds(struct(inputs)));
    // The engine checks the inputs of the replacement again, as those of a new resource.
    await provider.call("check", check.clone().clearOlds());
    const preview = new messages.CreateRequest().setUrn(urn).setPreview(true).setProperties(struct(news));
    expect(await toldWhile(() => provider.call("create", preview))).toEqual(["becomes 5", "was 2"]);
    expect(await toldWhile(() => provider.call("create", preview.setUrn(urn.replace("data", "new"))))).toEqual(["becomes 5", "was nothing"]);
  });

  test("is told of without what is secret in it, whether it is foretold, refused, warned of or failed", async () => {
    expect(await toldWhile(() => update({ ...inputs, size: secret(12_345) }, true))).toEqual(["becomes [secret]", "was 2"]);
    const check = new messages.CheckRequest().setUrn(urn).setNews(struct({ ...inputs, region: "gone" }));
    const refused = await provider.call<messages.CheckResponse>("check", check.setOlds(struct({ ...inputs, region: secret("fra1") })));
    expect(refused.getFailuresList().map((failure) => failure.getReason())).toEqual(["must stay [secret]"]);
    const line = told();
    const full = struct({ ...inputs, size: 9, password: secret("not empty") });
    await provider.call("delete", new messages.DeleteRequest().setUrn(urn).setId("7").setProperties(full));
    expect((await line).message).toBe("data: it was [secret]");
    const failing = (news: Properties) => provider.call("create", new messages.CreateRequest().setUrn(urn).setProperties(struct({ ...inputs, ...news })));
    await expect(failing({ size: -1, password: secret("size") })).rejects.toMatchObject({
      details: expect.stringMatching(/^Cannot make a disk as its \[secret\] must/),
    });
    const error = (await failing({ region: "far", password: secret("half made") }).catch((thrown: unknown) => thrown)) as ServiceError;
    const partly = detailOf(error.metadata)?.unpack((bytes) => messages.ErrorResourceInitFailed.deserializeBinary(bytes), "pulumirpc.ErrorResourceInitFailed");
    expect([error.details, partly?.getReasonsList()]).toEqual(["it is [secret]", ["it is [secret]"]]);
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

  test("is read and deleted with the token of its inputs: one that is unchanged keeps the outputs that it had before the token was another", async () => {
    const known = struct({ ...state, token: secret("revoked") });
    for (const [now, token] of [
      [struct({ ...inputs, token: secret("new") }), "new"],
      [struct(inputs), undefined],
      [undefined, "revoked"],
    ] as const) {
      const response = await provider.call<messages.ReadResponse>(
        "read",
        new messages.ReadRequest().setUrn(urn).setId("7").setProperties(known).setInputs(now),
      );
      await provider.call("delete", new messages.DeleteRequest().setUrn(urn).setId("7").setProperties(known).setOldInputs(now));
      const asked = done.splice(0).map(([what, by]) => [what, (by as { known: Properties }).known.token]);
      const expected = [
        ["read", token],
        ["delete", token],
      ];
      // A refresh that stated another token would show it as a change.
      expect([asked, plain(response.getProperties())?.token]).toEqual([expected, secret("revoked")]);
    }
  });

  test("is found by its id and by what is given of it when the stack has not made it, or told to be gone", async () => {
    const folder = mkdtempSync(join(tmpdir(), "tlsup-import-"));
    const file = join(folder, "import.json");
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
      rmSync(folder, { recursive: true });
    }
  });

  test("is refused in words when its kind cannot be imported", async () => {
    const request = new messages.ReadRequest().setUrn("urn:pulumi:dev::site::tlsup:index:OriginCaOrder::order").setId("7");
    await expect(provider.call("read", request)).rejects.toMatchObject({
      details: expect.stringMatching(/^Cannot import 7 as a tlsup:index:OriginCaOrder: an order is nothing at Cloudflare/),
    });
  });

  test("is given up when it takes longer than customTimeouts says", async () => {
    const slow = struct({ ...inputs, region: "never" });
    const late = (what: string) => ({
      details:
        `Cannot ${what} the ${type} as it must be done within 0.05 s, as customTimeouts says. ` +
        "What has begun on a host is finished or undone there; run again",
    });
    const requests = {
      create: new messages.CreateRequest().setUrn(urn).setProperties(slow).setTimeout(0.05),
      update: new messages.UpdateRequest().setUrn(urn).setId("7").setOlds(slow).setNews(slow).setTimeout(0.05),
      delete: new messages.DeleteRequest().setUrn(urn).setId("7").setProperties(slow).setTimeout(0.05),
    };
    for (const what of ["create", "update", "delete"] as const) await expect(provider.call(what, requests[what])).rejects.toMatchObject(late(what));
  });

  test("is told with its inputs and what is known of it when it is there in part, whether it was made or changed", async () => {
    const [news, olds] = [struct({ ...inputs, region: "far" }), struct(state)];
    const requests = {
      create: new messages.CreateRequest().setUrn(urn).setProperties(news),
      update: new messages.UpdateRequest().setUrn(urn).setId("7").setOlds(olds).setNews(news),
    };
    for (const [what, reason, key] of [
      ["create", "it is half made", "k"],
      ["update", "it is half changed", "k2"],
    ] as const) {
      const { metadata } = await provider.call(what, requests[what]).then(
        () => {
          throw new Error("it is whole");
        },
        (error: unknown) => error as ServiceError,
      );
      const partly = detailOf(metadata)?.unpack((bytes) => messages.ErrorResourceInitFailed.deserializeBinary(bytes), "pulumirpc.ErrorResourceInitFailed");
      expect([partly?.getId(), partly?.getReasonsList(), plain(partly?.getInputs())]).toEqual(["7", [reason], plain(news)]);
      expect(plain(partly?.getProperties())).toEqual({ ...inputs, region: "far", key: secret(key), address: "" });
    }
  });

  test("is deleted with plain values", async () => {
    await provider.call("delete", new messages.DeleteRequest().setUrn(urn).setId("7").setProperties(struct(state)));
    expect(done).toEqual([["delete", { id: "7", known: { ...revealed, key: "k", address: "a" } }]]);
  });

  test("is heard beside it, whatever its operations tell, and that stays; a warning has its word as a severity", async () => {
    const line = told();
    await provider.call(
      "delete",
      new messages.DeleteRequest()
        .setUrn(urn)
        .setId("7")
        .setProperties(struct({ ...state, size: 9 })),
    );
    expect(await line).toEqual({ severity: 2, message: "data: it was not empty", urn, streamid: 0, ephemeral: false });
  });
});
