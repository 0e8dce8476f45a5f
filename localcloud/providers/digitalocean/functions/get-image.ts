import type { Plain, Properties } from "../../contract/value";
import { Refusal } from "../../engine";
import type { Api } from "../../http/api";
import { camelCase } from "../../http/names";
import { providerFunction, type AnyFunction } from "../../provider";
import { listAll } from "../envelope";

interface Arguments {
  readonly id?: number;
  readonly name?: string;
  readonly slug?: string;
  readonly source?: string;
}

/** Finds an image by id, by slug, or by the name of one of the account's own images. */
export function getImage(api: Api): AnyFunction {
  return providerFunction<Arguments>({
    async call(args, signal) {
      const given = [args.id, args.slug, args.name].filter((value) => value !== undefined);
      if (given.length !== 1) throw new Refusal("Cannot look up an image: give exactly one of id, slug and name");
      const { public: isPublic, sizeGigabytes, minDiskSize, ...image } = await find(api, args, signal);
      const id = image.id as number;
      return {
        ...image,
        image: String(image.slug ?? id),
        private: isPublic !== true,
        sizeGigabytes: sizeGigabytes ?? 0,
        minDiskSize: minDiskSize ?? 0,
        source: args.source ?? "user",
      };
    },
  });
}

async function find(api: Api, { id, name, slug, source }: Arguments, signal: AbortSignal): Promise<Readonly<Record<string, Plain | undefined>>> {
  if (name === undefined) {
    const { image } = (await api.get(`/v2/images/${encodeURIComponent(id ?? slug ?? "")}`, signal)) as { image: object };
    return camelCase(image) as Properties;
  }
  const query = source === undefined || source === "user" ? "?private=true" : "";
  const found = (await listAll<{ name: string }>(api, `/v2/images${query}`, "images", signal)).filter((image) => image.name === name);
  if (found.length !== 1) throw new Refusal(`Cannot choose an image with the name "${name}": ${found.length} have it. Examine values at 'name' and 'source'`);
  return camelCase(found[0]) as Properties;
}
