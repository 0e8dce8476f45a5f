import { without, type Properties, type ValueMap } from "../../contract/value";
import type { Api } from "../../http/api";
import { camelCase, snakeCase } from "../../http/names";
import { resource, type AnyResource, type Existing } from "../../provider";
import { result } from "../envelope";
import { inZone } from "../import-id";
import { sameName, zoneName } from "../record-name";

interface Inputs extends Properties {
  readonly zoneId: string;
  readonly name: string;
  readonly type: string;
  readonly ttl: number;
}

type State = Inputs;

interface Record_ {
  readonly id: string;
  readonly name: string;
  readonly meta?: object;
  readonly settings?: object;
  readonly tags?: readonly string[];
}

export function dnsRecord(api: Api): AnyResource {
  const path = (zoneId: string, id = "") => `/zones/${encodeURIComponent(zoneId)}/dns_records${id && `/${encodeURIComponent(id)}`}`;
  return resource<Inputs, State>({
    validate,
    async planned(inputs, state, signal) {
      const content = sameContent(inputs, state) ? { content: state.content as string } : {};
      if (typeof inputs.name !== "string" || state.name === undefined || state.zoneId !== inputs.zoneId || inputs.name === state.name)
        return { ...inputs, ...content };
      const same = sameName(inputs.name, state.name, await zoneName(api, state.zoneId ?? "", signal));
      return { ...inputs, ...content, ...(same && { name: state.name }) };
    },
    async create(inputs, signal) {
      const record = result<Record_>(await api.post(path(inputs.zoneId), body(inputs), signal));
      return existing(record, inputs.zoneId, inputs);
    },
    async read(importId, state, signal) {
      const { zoneId, id } = inZone(importId, state);
      const found = await api.find(path(zoneId, id), signal);
      if (found === undefined) return undefined;
      const record = result<Record_>(found);
      const kept = state.name !== undefined && state.name !== record.name && sameName(state.name, record.name, await zoneName(api, zoneId, signal));
      return existing(record, zoneId, kept ? { ...state, name: state.name } : { ...state, name: record.name });
    },
    async update(id, state, inputs, signal) {
      const record = result<Record_>(await api.put(path(state.zoneId, id), body(inputs), signal));
      return existing(record, state.zoneId, inputs).state;
    },
    delete: (id, state, signal) => api.delete(path(state.zoneId, id), signal),
  });
}

function body(inputs: Inputs): object {
  return snakeCase(without<Properties, string>(inputs, "zoneId", "includeShadowMetadata")) as object;
}

/** The record as the API returns it, with the name and the content in the program's form. */
function existing(record: Record_, zoneId: string, written: Partial<Inputs>): Existing<State> {
  const { id, ...told } = record;
  const { meta, ...properties } = camelCase({ settings: {}, tags: [], ...told }) as Properties;
  const content = sameContent(written as ValueMap, properties) ? { content: written.content } : {};
  const state = { ...known(properties), ...content, zoneId, name: written.name ?? record.name, meta: JSON.stringify(meta ?? {}) };
  return { id, state: state as unknown as State };
}

const outputs = [
  "comment",
  "commentModifiedOn",
  "content",
  "createdOn",
  "data",
  "modifiedOn",
  "priority",
  "privateRouting",
  "proxiable",
  "proxied",
  "settings",
  "tags",
  "tagsModifiedOn",
  "ttl",
  "type",
];

/** Without other fields that the API may return. */
function known(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => outputs.includes(name)));
}

/** Host names are compared ignoring case (RFC 4343). */
function sameContent(inputs: ValueMap, state: Partial<Properties>): boolean {
  const { content } = inputs;
  return inputs.type === "CNAME" && typeof content === "string" && typeof state.content === "string" && content.toLowerCase() === state.content.toLowerCase();
}

function validate({ content, data, proxied, ttl, type }: ValueMap) {
  const faults = [];
  if (content !== undefined && data !== undefined) faults.push({ path: "data", reason: "Conflicting arguments: a record has content or data, not both" });
  if (proxied === true && typeof ttl === "number" && ttl !== 1)
    faults.push({ path: "ttl", reason: `Cannot set ttl as ${ttl}: a proxied record has ttl 1, which means automatic` });
  if (typeof ttl === "number" && ttl !== 1 && (ttl < 30 || ttl > 86400))
    faults.push({ path: "ttl", reason: `Cannot set ttl as ${ttl}: it is 1 (automatic) or between 30 and 86400 seconds` });
  if (proxied === true && typeof type === "string" && !["A", "AAAA", "CNAME"].includes(type))
    faults.push({ path: "proxied", reason: `Cannot proxy a record of type ${type}: only A, AAAA and CNAME can be proxied` });
  return faults;
}
