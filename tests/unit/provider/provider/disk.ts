import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import type * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import * as v from "valibot";
import { engineLog } from "../../../../components/provider/execution/engine-log";
import { operationsOf } from "../../../../components/provider/execution/operations";
import { serve, type Service } from "../../../../components/provider/execution/serve";
import type { AnyOperations } from "../../../../components/provider/plan";
import { RefusedInputs } from "../../../../components/provider/refusal";
import { secret, type Properties } from "../../../../components/provider/value";
import { importedBy } from "../../../../components/shared/importing";
import { tell } from "../../../../components/shared/execution/tell";
import { Unfinished } from "../../../../components/shared/unfinished";
import { secret as secretText } from "../../../../components/shared/validation";
import { Caller, listeningEngine } from "../../../support/provider";

export const type = "tlsup:index:Disk";
export const urn = `urn:pulumi:dev::site::tlsup:index:Vps$${type}::data`;

/** What was carried out, and with what. */
export const done: [string, unknown][] = [];

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
    if (inputs.region === "never") return new Promise(() => undefined);
    if (inputs.region === "far") throw new Unfinished(new Error("it is half made"), "7", { ...inputs, key: "k", address: "" });
    if (inputs.size === -1) throw new Error("Cannot make a disk as its size must be positive: “ünï” 100 %\nsecond line");
    done.push(["create", inputs]);
    report?.("uploading");
    return Promise.resolve({ id: "7", outs: { ...inputs, key: "k", address: "a" } });
  },
  diff: (_id, olds, news) => {
    const hasMoved = olds.address === "found";
    return { changes: olds.size !== news.size || hasMoved, replaces: olds.region === news.region ? [] : ["region"], ...(hasMoved && { because: ["address"] }) };
  },
  effects: (news, olds) => (news.size === olds?.size ? [] : [`becomes ${String(news.size ?? "of some size")}`, `was ${String(olds?.size ?? "nothing")}`]),
  inherits: (_news, olds) => (olds.content === undefined ? {} : { content: olds.content }),
  refusals: (news, olds) => (olds && news.region === "gone" ? { region: `must stay ${String(olds.region)}` } : {}),
  update: (id, olds, news) => {
    if (news.region === "never") return new Promise(() => undefined);
    if (news.region === "far") throw new Unfinished(new Error("it is half changed"), id, { ...news, key: "k2", address: "" });
    done.push(["update", { id, olds, news }]);
    return Promise.resolve({ outs: { ...news, key: "k2", address: "a" } });
  },
  read: (id, known) => {
    done.push(["read", { id, known }]);
    return Promise.resolve({
      id: known.size === 0 ? "" : id,
      props: { ...known, address: "elsewhere" },
      inputs: { size: known.size ?? 0, tags: known.tags ?? {} },
    });
  },
  importing: importedBy<Properties, Properties, string, string>(["region"], ["size"], (id, given) =>
    Promise.resolve({ id: id === "gone" ? "" : id, props: { ...given, key: "k" }, inputs: { ...given, password: "p" } }),
  ),
  delete: (id, known) => {
    if (known.region === "never") return new Promise(() => undefined);
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
export let provider: Caller;
let heard: (request: LogRequest.AsObject) => void = () => undefined;

/** Everything that the provider tells the engine while something is done. */
export async function toldWhile(action: () => Promise<unknown>): Promise<string[]> {
  const messages: string[] = [];
  heard = ({ message }) => void messages.push(message);
  await action();
  return messages;
}

/** What the provider tells the engine next. */
export const told = (): Promise<LogRequest.AsObject> => new Promise((resolve) => (heard = resolve));

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

export const struct = (properties: Properties): Struct => Struct.fromJavaScript(properties as Record<string, JavaScriptValue>);
export const plain = (properties: Struct | undefined) => properties?.toJavaScript();
export const inputs: Properties = { size: 2, region: "fra1", password: secret("p"), tags: { open: "o", hidden: secret("h") } };
export const revealed = { size: 2, region: "fra1", password: "p", tags: { open: "o", hidden: "h" } };
