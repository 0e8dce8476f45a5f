import { api, client } from "./fixture";

const debian = { id: 1, name: "12 x64", slug: "debian-12-x64", public: true, size_gigabytes: 0.5, min_disk_size: 7 };
const [own, twin, other] = [
  { id: 2, name: "mine", slug: null, public: false },
  { id: 3, name: "twin", slug: null },
  { id: 4, name: "twin", slug: null },
];
const getImage = (args: object) => client.engine.invoke("digitalocean:index/getImage:getImage", args as never);

/** The images on two pages, and each by its id and its slug. */
beforeEach(() => {
  api.interfere = ({ path }, response) => {
    const [, id] = /^\/v2\/images\/(.+)$/.exec(path) ?? [];
    const image = [debian, own].find((each) => String(each.id) === id || each.slug === id);
    const page = new URL(path, "http://localhost").searchParams.get("page");
    const listed = page === "1" ? { images: [debian, own, twin], links: { pages: { next: "2" } } } : { images: [other] };
    return Boolean(response.end(JSON.stringify(id === undefined ? listed : { image })));
  };
});

test("an image is found by its slug, by its id and by its name, with what makes a droplet of it", async () => {
  const shown = { id: 1, name: "12 x64", image: "debian-12-x64", private: false, sizeGigabytes: 0.5, minDiskSize: 7, source: "user" };
  expect((await getImage({ slug: "debian-12-x64" })).result).toMatchObject(shown);
  expect((await getImage({ id: 1 })).result).toMatchObject(shown);
  expect((await getImage({ name: "mine" })).result).toMatchObject({ id: 2, image: "2", private: true, sizeGigabytes: 0, minDiskSize: 0 });
});

test.each<[{ name: string; source?: string }, string]>([
  [{ name: "mine" }, "private=true"],
  [{ name: "mine", source: "user" }, "private=true"],
  [{ name: "12 x64", source: "all" }, ""],
])("by its name an image is sought among one's own, unless the program asks for all: %j", async (args, query) => {
  const { result } = await getImage(args);
  expect([result.source, api.paths("GET").map((path) => path.replace(/^\/v2\/images\?/, "").replace(/&?page=.*/, ""))]).toEqual([
    args.source ?? "user",
    [query, query],
  ]);
});

test.each([
  [{}, "Cannot look up an image: give exactly one of id, slug and name"],
  [{ id: 1, slug: "debian-12-x64" }, "Cannot look up an image: give exactly one of id, slug and name"],
  [{ name: "none" }, 'Cannot choose an image with the name "none": 0 have it'],
  [{ name: "twin" }, 'Cannot choose an image with the name "twin": 2 have it'],
])("an image is not guessed: %j", async (args, refusal) => {
  await expect(getImage(args)).rejects.toThrow(refusal);
});
