import type { Properties } from "../../contract/value";
import type { Api } from "../../http/api";
import { resource, type AnyResource } from "../../provider";

interface Inputs extends Properties {
  readonly name: string;
}

interface Count {
  readonly count?: number;
}

interface TagJson {
  readonly name: string;
  readonly resources?: Count & Readonly<Partial<Record<"droplets" | "images" | "volumes" | "volume_snapshots" | "databases", Count>>>;
}

export function tag(api: Api): AnyResource {
  const path = (name: string) => `/v2/tags/${encodeURIComponent(name)}`;
  return resource<Inputs, Properties>({
    async create({ name }, signal) {
      const created = (await api.post("/v2/tags", { name }, signal)) as { tag: TagJson };
      return { id: created.tag.name, state: stateOf(created.tag) };
    },
    async read(id, _state, signal) {
      const found = (await api.find(path(id), signal)) as { tag: TagJson } | undefined;
      return found && { id, state: stateOf(found.tag) };
    },
    update: (_id, state) => Promise.resolve(state),
    delete: (id, _state, signal) => api.delete(path(id), signal),
  });
}

function stateOf({ name, resources }: TagJson): Properties {
  return {
    name,
    totalResourceCount: resources?.count ?? 0,
    dropletsCount: resources?.droplets?.count ?? 0,
    imagesCount: resources?.images?.count ?? 0,
    volumesCount: resources?.volumes?.count ?? 0,
    volumeSnapshotsCount: resources?.volume_snapshots?.count ?? 0,
    databasesCount: resources?.databases?.count ?? 0,
  };
}
